/// Items, attributes and slices.
extension Value {
    /// The items of a loop.
    func items(_ budget: RenderBudget) throws -> [Value] {
        switch self {
        case .sequence(let list):
            try budget.step(list.items.count / 8)
            return Array(list.taken())
        case .mapping(let table):
            try budget.items(table.count)
            return table.keys.map(\.value)
        case .string(let text):
            try budget.letters(text)
            try budget.items(text.utf8.count)
            return text.unicodeScalars.map { .string(String(Character($0))) }
        case .undefined: return []
        default: throw RenderError("\(kind) has no items to go over.")
        }
    }

    /// `value[key]`: an entry, and like Jinja an attribute where there is none.
    func item(_ key: Value, _ budget: RenderBudget) throws -> Value {
        switch self {
        case .undefined(let own):
            throw RenderError("\"\(own)\" is undefined, so it has no items.")
        case .mapping(let table):
            if let key = try MappingKey(lookedUp: key, budget), let value = table[key] {
                return value
            }
        case .sequence(let list):
            guard let index = key.integer else { break }
            switch list.kind {
            case .view, .generator: return .undefined("item \(index)")
            case .list, .tuple, .group, .range: break
            }
            let place = index < 0 ? list.items.count + index : index
            return list.items.indices.contains(place)
                ? list.items[place] : .undefined("item \(index)")
        case .string(let text):
            guard let index = key.integer else { break }
            return try Self.character(of: text, index, budget) ?? .undefined("character \(index)")
        default: break
        }
        guard case .string(let name) = key else {
            return .undefined(try key.isUndefined ? "an item" : key.repr(budget))
        }
        return try attribute(name, budget) ?? .undefined(name)
    }

    private static func character(
        of text: String, _ index: Int, _ budget: RenderBudget
    ) throws -> Value? {
        let scalars = text.unicodeScalars
        // From the near end, so that the first and last letter of a long text cost nothing.
        let distance = index < 0 ? ~index : index
        guard distance < text.utf8.count else { return nil }
        try budget.text(distance)
        let found =
            index < 0
            ? scalars.reversed().dropFirst(distance).first : scalars.dropFirst(distance).first
        return found.map { .string(String(Character($0))) }
    }

    /// `value.name`: a method, and like Jinja an entry where there is none.
    func member(_ name: String, _ budget: RenderBudget) throws -> Value {
        if case .undefined(let own) = self {
            throw RenderError("\"\(own)\" is undefined, so it has no \(name).")
        }
        if let found = try attribute(name, budget) { return found }
        if case .mapping(let table) = self, let value = table[name] { return value }
        return .undefined(name)
    }

    /// The attribute of Python's object with this name; nil where it has none.
    ///
    /// - Throws: `RenderError` for what it has and this interpreter does not know.
    func attribute(_ name: String, _ budget: RenderBudget) throws -> Value? {
        switch self {
        case .mapping(let table): try Methods.of(table, name)
        case .string(let text): try Methods.of(text, name)
        case .sequence(let list): try Methods.of(list, name)
        case .object(let object): try object.attribute(name, budget)
        case .function(let function): function.attributes[name]
        case .bool, .int, .double: try Methods.of(number: self, name)
        case .undefined, .null: nil
        }
    }

    func slice(
        _ start: Value?, _ end: Value?, _ step: Value?, _ budget: RenderBudget
    ) throws -> Value {
        func bound(_ value: Value?) throws -> Int? {
            guard let value, !value.isNull else { return nil }
            guard let number = value.integer else {
                throw RenderError("\(value.kind) is no bound of a slice.")
            }
            return number
        }
        let (from, to, by) = (try bound(start), try bound(end), try bound(step) ?? 1)
        guard by != 0 else { throw RenderError("the step of a slice is 0.") }
        switch self {
        case .string(let text):
            try budget.text(text)
            return .string(PythonText.string(Self.picked(Array(text.unicodeScalars), from, to, by)))
        case .sequence(let list):
            try budget.items(list.items.count)
            let items = Self.picked(list.items, from, to, by)
            switch list.kind {
            case .list: return .list(items)
            case .tuple, .group: return .list(items, isTuple: true)
            case .range(let start, _, let stride):
                let (low, high, by) = Self.bounds(list.items.count, from, to, by)
                return .list(
                    items,
                    .range(
                        start: start &+ low &* stride, end: start &+ high &* stride,
                        step: stride &* by))
            case .view, .generator:
                throw RenderError("\(kind) is sliced; make a list of it, with |list.")
            }
        default: throw RenderError("\(kind) cannot be sliced.")
        }
    }

    /// Python's `slice.indices`.
    private static func bounds(
        _ count: Int, _ from: Int?, _ to: Int?, _ step: Int
    ) -> (start: Int, end: Int, step: Int) {
        let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
        func clamped(_ value: Int) -> Int { min(max(value < 0 ? value + count : value, low), high) }
        return (
            from.map(clamped) ?? (step > 0 ? low : high),
            to.map(clamped) ?? (step > 0 ? high : low),
            step
        )
    }

    private static func picked<Item>(
        _ list: [Item], _ from: Int?, _ to: Int?, _ step: Int
    ) -> [Item] {
        let (start, end, _) = bounds(list.count, from, to, step)
        var index = start
        var result: [Item] = []
        while step > 0 ? index < end : index > end {
            result.append(list[index])
            let (next, overflow) = index.addingReportingOverflow(step)
            if overflow { break }
            index = next
        }
        return result
    }
}
