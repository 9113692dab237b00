/// Filters of lists and mappings.
extension Filters {
    /// Nil when the filter is none of these.
    static func sequence(_ name: String, _ value: Value, _ given: Arguments) throws -> Value? {
        let budget = given.budget
        switch name {
        case "length", "count": return .int(try length(value, budget))
        case "first":
            if case .sequence(let list) = value {
                return list.next() ?? .undefined("the first item")
            }
            return try value.items(budget).first ?? .undefined("the first item")
        case "last":
            if case .sequence(let list) = value, case .generator = list.kind {
                throw RenderError(
                    "a generator has no last item; make a list of it, with |list.")
            }
            return try value.items(budget).last ?? .undefined("the last item")
        case "list":
            let items = try value.items(budget)
            try budget.items(items.count)
            return .list(items)
        case "reverse": return try reversed(value, budget)
        case "join": return try joined(value, given)
        case "items":
            if value.isUndefined { return generator([]) }
            return generator(try table(value, name, budget).pairs)
        case "dictsort": return try dictsort(table(value, name, budget), given)
        case "sort":
            let paths = try given[2, "attribute"].map { try AttributePath.all($0, budget) }
            return .list(
                try sorted(
                    value.items(budget), isReversed: given[0, "reverse"]?.isTrue ?? false,
                    isExact: given[1, "case_sensitive"]?.isTrue ?? false, paths: paths, budget))
        case "unique": return try unique(value.items(budget), given)
        case "groupby": return try grouped(value.items(budget), given)
        case "batch": return try batches(value.items(budget), given)
        case "slice": return try slices(value.items(budget), given)
        case "min", "max": return try extreme(name, value.items(budget), given)
        case "sum":
            let path = try AttributePath(given[0, "attribute"], budget)
            let start = given[1, "start"] ?? .int(0)
            if case .string = start {
                throw RenderError("sum does not put texts together; use join.")
            }
            return try value.items(budget).reduce(start) {
                try $0.combined("+", path.value(of: $1, budget), budget)
            }
        case "map": return generator(try mapped(value, given))
        case "select", "reject":
            return generator(try selected(value, given, isKept: name == "select", nil))
        case "selectattr", "rejectattr":
            guard let key = given[0] else {
                throw RenderError("\(name) needs an attribute.")
            }
            return generator(
                try selected(
                    value, given.dropping(1), isKept: name == "selectattr",
                    AttributePath(key, budget)))
        default: return nil
        }
    }

    /// Python's generators, which the filters that go over items give.
    static func generator(_ items: [Value]) -> Value {
        .list(items, .generator(GeneratorPosition()))
    }

    private static func length(_ value: Value, _ budget: RenderBudget) throws -> Int {
        switch value {
        case .string(let text):
            try budget.text(text)
            return text.unicodeScalars.count
        case .sequence(let list):
            if case .generator = list.kind { break }
            return list.items.count
        case .mapping(let table): return table.count
        case .undefined: return 0
        case .object(let object as LoopContext):
            return object.attribute("length", budget)?.integer ?? 0
        default: break
        }
        throw RenderError("\(value.kind) has no length.")
    }

    private static func table(
        _ value: Value, _ name: String, _ budget: RenderBudget
    ) throws -> Mapping {
        guard case .mapping(let table) = value else {
            throw RenderError("\(name) needs a mapping, not \(value.kind).")
        }
        try budget.items(2 * table.count)
        return table
    }

    private static func reversed(_ value: Value, _ budget: RenderBudget) throws -> Value {
        if case .string(let text) = value {
            try budget.text(text)
            return .string(PythonText.string(text.unicodeScalars.reversed()))
        }
        let items = try value.items(budget)
        try budget.items(items.count)
        if case .sequence(let list) = value, case .generator = list.kind {
            return .list(items.reversed())
        }
        return generator(items.reversed())
    }

    private static func joined(_ value: Value, _ given: Arguments) throws -> Value {
        let budget = given.budget
        let path = try AttributePath(given[1, "attribute"], budget)
        let separator = try given.text(0, "d") ?? ""
        var text = BudgetedText(budget: budget)
        for (index, item) in try value.items(budget).enumerated() {
            try budget.step()
            if index > 0 { try text.append(separator) }
            try text.append(path.value(of: item, budget).text(budget))
        }
        return .string(text.text)
    }

    private static func mapped(_ value: Value, _ given: Arguments) throws -> [Value] {
        let budget = given.budget
        let items = try value.items(budget)
        try budget.items(items.count)
        if given.positional.isEmpty, let key = given.named["attribute"] {
            try given.check("the filter map", takesNamed: ["attribute", "default"])
            let path = try AttributePath(key, budget)
            let otherwise = given.named["default"].flatMap { $0.isNull ? nil : $0 }
            return try items.map { try path.value(of: $0, otherwise: otherwise, budget) }
        }
        guard case .string(let filter)? = given[0] else {
            throw RenderError("map needs a filter or an attribute.")
        }
        let rest = given.dropping(1)
        return try items.map { try apply(filter, $0, rest) }
    }

    private static func selected(
        _ value: Value, _ given: Arguments, isKept: Bool, _ path: AttributePath?
    ) throws -> [Value] {
        let items = try value.items(given.budget)
        try given.budget.items(items.count)
        let test = try given.text(0, "test")
        let rest = given.dropping(1)
        return try items.filter { item in
            try given.budget.step()
            let tested = try path?.value(of: item, given.budget) ?? item
            guard let test else { return tested.isTrue == isKept }
            return try Tests.holds(test, tested, rest) == isKept
        }
    }

    private static func batches(_ items: [Value], _ given: Arguments) throws -> Value {
        guard let size = try given.integer(0, "linecount"), size > 0 else {
            throw RenderError("batch needs a size above 0.")
        }
        try given.budget.items(2 * items.count)
        var rows: [[Value]] = []
        for item in items {
            if rows.isEmpty || rows[rows.count - 1].count == size { rows.append([]) }
            rows[rows.count - 1].append(item)
        }
        if let fill = given[1, "fill_with"], !fill.isNull, let last = rows.last {
            try given.budget.items(size - last.count)
            rows[rows.count - 1] += Array(repeating: fill, count: size - last.count)
        }
        return generator(rows.map { .list($0) })
    }

    /// Columns: as many lists as asked for, the first ones longer by one.
    private static func slices(_ items: [Value], _ given: Arguments) throws -> Value {
        guard let count = try given.integer(0, "slices"), count > 0 else {
            throw RenderError("slice needs a number of lists above 0.")
        }
        try given.budget.items(count)
        try given.budget.items(2 * items.count)
        let (size, longer) = (items.count / count, items.count % count)
        let fill = given[1, "fill_with"].flatMap { $0.isNull ? nil : $0 }
        return generator(
            (0..<count).map { index in
                let start = index * size + min(index, longer)
                let end = start + size + (index < longer ? 1 : 0)
                let tail = index < longer ? [] : fill.map { [$0] } ?? []
                return .list(items[start..<end] + tail)
            })
    }
}
