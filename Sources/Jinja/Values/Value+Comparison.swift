/// Python's comparisons. Texts are compared code point by code point, never by what Swift takes for
/// one character.
extension Value {
    func compares(_ sign: String, _ other: Value, _ budget: RenderBudget) throws -> Bool {
        switch sign {
        case "==": return try equals(other, budget)
        case "!=": return try !equals(other, budget)
        case "in": return try other.contains(self, budget)
        case "not in": return try !other.contains(self, budget)
        default: break
        }
        // No number is less or greater than one that is none.
        if number?.isNaN ?? false || other.number?.isNaN ?? false,
            number != nil, other.number != nil
        {
            return false
        }
        let order = try self.order(other, budget)
        switch sign {
        case "<": return order < 0
        case "<=": return order <= 0
        case ">": return order > 0
        default: return order >= 0
        }
    }

    /// Whether both are numbers and equal; nil when one is none. 1, 1.0 and true are equal.
    func sameNumber(_ other: Value) -> Bool? {
        if let one = integer, let two = other.integer { return one == two }
        guard let one = number, let two = other.number else { return nil }
        // A whole number and a float are equal when they are exactly so.
        if let whole = integer { return Int(exactly: two) == whole }
        if let whole = other.integer { return Int(exactly: one) == whole }
        return one == two
    }

    func equals(_ other: Value, _ budget: RenderBudget) throws -> Bool {
        try budget.step()
        if let isSame = sameNumber(other) { return isSame }
        switch (self, other) {
        case (.undefined, .undefined), (.null, .null): return true
        case (.string(let left), .string(let right)):
            guard left.utf8.count == right.utf8.count else { return false }
            try budget.text(left)
            return PythonText.same(left, right)
        case (.sequence(let left), .sequence(let right)): return try left.equals(right, budget)
        case (.mapping(let left), .mapping(let right)):
            guard left.count == right.count else { return false }
            for (key, value) in left {
                guard let found = right[key], try value.equals(found, budget) else { return false }
            }
            return true
        case (.object(let left), .object(let right)): return left === right
        default: return false
        }
    }

    /// Negative when this comes first.
    func order(_ other: Value, _ budget: RenderBudget) throws -> Int {
        try budget.step()
        if let one = integer, let two = other.integer { return one < two ? -1 : one > two ? 1 : 0 }
        if let one = number, let two = other.number { return one < two ? -1 : one > two ? 1 : 0 }
        if case .string(let one) = self, case .string(let two) = other {
            try budget.text(min(one.utf8.count, two.utf8.count))
            return PythonText.order(one, two)
        }
        if let one = array, let two = other.array, isTuple == other.isTuple {
            for (left, right) in zip(one, two) where try !left.equals(right, budget) {
                return try left.order(right, budget)
            }
            return one.count - two.count
        }
        throw RenderError("\(kind) and \(other.kind) have no order.")
    }

    func contains(_ item: Value, _ budget: RenderBudget) throws -> Bool {
        switch self {
        case .sequence(let list):
            if case .generator = list.kind {
                while let next = list.next() {
                    if try next.equals(item, budget) { return true }
                }
                return false
            }
            return try list.items.contains { try $0.equals(item, budget) }
        case .mapping(let table):
            return table[try MappingKey(item, budget)] != nil
        case .string(let text):
            guard case .string(let part) = item else {
                throw RenderError("\(item.kind) cannot be in a string.")
            }
            try budget.text(text)
            return PythonText.find(part, in: text) != nil
        case .undefined: return false
        default: throw RenderError("\(kind) contains nothing.")
        }
    }
}

extension List {
    fileprivate func equals(_ other: List, _ budget: RenderBudget) throws -> Bool {
        switch (kind, other.kind) {
        case (.list, .list), (.tuple, .tuple), (.group, .group), (.tuple, .group), (.group, .tuple),
            (.range, .range):
            guard items.count == other.items.count else { return false }
            for (left, right) in zip(items, other.items) where try !left.equals(right, budget) {
                return false
            }
            return true
        case (.generator(let one), .generator(let two)): return one === two
        case (.view, .view):
            throw RenderError("views of mappings are compared; make lists of them, with |list.")
        default: return false
        }
    }
}
