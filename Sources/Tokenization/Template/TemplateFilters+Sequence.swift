/// Filters of lists and mappings.
extension TemplateFilters {
    /// Nil when the filter is none of these.
    static func sequence(
        _ name: String, _ value: TemplateValue, _ given: TemplateFilterArguments
    ) throws -> TemplateValue? {
        switch name {
        case "length", "count": return .int(try length(value))
        case "first": return try value.items().first ?? .undefined("the first item")
        case "last": return try value.items().last ?? .undefined("the last item")
        case "list": return .list(try value.items())
        case "reverse":
            if case .string(let text) = value {
                return .string(PythonText.string(text.unicodeScalars.reversed()))
            }
            return .list(try value.items().reversed())
        case "join":
            var items = try value.items()
            if let key = given[1, "attribute"] { items = try items.map { try path($0, key) } }
            let separator = given[0, "d"]?.text ?? ""
            return .string(try items.map { try $0.printed }.joined(separator: separator))
        case "items":
            if value.isUndefined { return .list([]) }
            return .list(try table(value, name).map { .list([.string($0), $1], isTuple: true) })
        case "dictsort": return try dictsort(table(value, name), given)
        case "sort":
            return .list(
                try sorted(
                    value.items(), isReversed: given[0, "reverse"]?.isTrue ?? false,
                    isExact: given[1, "case_sensitive"]?.isTrue ?? false,
                    key: given[2, "attribute"]))
        case "unique": return try unique(value.items(), given)
        case "groupby":
            guard let key = given[0, "attribute"] else {
                throw TemplateProblem("groupby needs an attribute.")
            }
            return try grouped(value.items(), key)
        case "batch": return try batches(value.items(), given)
        case "min", "max":
            var best: TemplateValue?
            let sign = name == "min" ? -1 : 1
            let key = given[1, "attribute"]
            func order(_ item: TemplateValue) throws -> TemplateValue {
                folded(try key.map { try path(item, $0) } ?? item)
            }
            for item in try value.items() {
                guard let known = best else {
                    best = item
                    continue
                }
                if try order(item).order(order(known)) * sign > 0 { best = item }
            }
            return best ?? .undefined(name)
        case "sum":
            let key = given[0, "attribute"]
            return try value.items().reduce(given[1, "start"] ?? .int(0)) {
                try $0.combined("+", key.map { [item = $1] key in try path(item, key) } ?? $1)
            }
        case "map": return try mapped(value, given)
        case "select", "reject":
            return try selected(value, given.positional[...], isKept: name == "select", nil)
        case "selectattr", "rejectattr":
            guard let key = given.positional.first else {
                throw TemplateProblem("\(name) needs an attribute.")
            }
            return try selected(
                value, given.positional.dropFirst(), isKept: name == "selectattr", key)
        default: return nil
        }
    }

    static func length(_ value: TemplateValue) throws -> Int {
        switch value {
        case .string(let text): return text.unicodeScalars.count
        case .list(let list, _): return list.count
        case .dictionary(let table): return table.count
        case .undefined: return 0
        default: throw TemplateProblem("\(value.kind) has no length.")
        }
    }

    private static func table(
        _ value: TemplateValue, _ name: String
    ) throws -> TemplateDictionary {
        guard case .dictionary(let table) = value else {
            throw TemplateProblem("\(name) needs a mapping, not \(value.kind).")
        }
        return table
    }

    /// Text in small letters, since most filters compare without case.
    private static func folded(_ value: TemplateValue) -> TemplateValue {
        if case .string(let text) = value { .string(text.lowercased()) } else { value }
    }

    private static func dictsort(
        _ table: TemplateDictionary, _ given: TemplateFilterArguments
    ) throws -> TemplateValue {
        let pairs = table.map { TemplateValue.list([.string($0), $1], isTuple: true) }
        let isByValue = given[1, "by"]?.text == "value"
        return .list(
            try sorted(
                pairs, isReversed: given[2, "reverse"]?.isTrue ?? false,
                isExact: given[0, "case_sensitive"]?.isTrue ?? false, key: .int(isByValue ? 1 : 0)))
    }

    /// The value at `a.b` or at an index.
    private static func path(_ value: TemplateValue, _ key: TemplateValue) throws -> TemplateValue {
        if let index = key.integer { return try value.item(.int(index)) }
        return try key.text.split(separator: ".").reduce(value) { value, part in
            try value.item(Int(part).map { .int($0) } ?? .string(String(part)))
        }
    }

    private static func mapped(
        _ value: TemplateValue, _ given: TemplateFilterArguments
    ) throws -> TemplateValue {
        let items = try value.items()
        if let key = given.named["attribute"] {
            return .list(
                try items.map {
                    let found = try path($0, key)
                    return found.isUndefined ? given.named["default"] ?? found : found
                })
        }
        guard case .string(let filter)? = given.positional.first else {
            throw TemplateProblem("map needs a filter or an attribute.")
        }
        let rest = Array(given.positional.dropFirst())
        return .list(try items.map { try apply(filter, $0, rest, given.named) })
    }

    private static func selected(
        _ value: TemplateValue, _ arguments: ArraySlice<TemplateValue>, isKept: Bool,
        _ attribute: TemplateValue?
    ) throws -> TemplateValue {
        let rest = Array(arguments.dropFirst())
        return .list(
            try value.items().filter { item in
                let tested = try attribute.map { try path(item, $0) } ?? item
                guard let test = arguments.first else { return tested.isTrue == isKept }
                return try TemplateTests.holds(test.text, tested, rest) == isKept
            })
    }

    private static func sorted(
        _ items: [TemplateValue], isReversed: Bool, isExact: Bool, key: TemplateValue?
    ) throws -> [TemplateValue] {
        let keyed = try items.map { item in
            let value = try key.map { try path(item, $0) } ?? item
            return (key: isExact ? value : folded(value), item: item)
        }
        return try keyed.enumerated().sorted {
            let order = try $0.element.key.order($1.element.key)
            return order == 0 ? $0.offset < $1.offset : isReversed ? order > 0 : order < 0
        }.map(\.element.item)
    }

    private static func unique(
        _ items: [TemplateValue], _ given: TemplateFilterArguments
    ) throws -> TemplateValue {
        let isExact = given[0, "case_sensitive"]?.isTrue ?? false
        let attribute = given[1, "attribute"]
        var seen: [TemplateValue] = []
        return .list(
            try items.filter { item in
                let value = try attribute.map { try path(item, $0) } ?? item
                let key = isExact ? value : folded(value)
                if seen.contains(key) { return false }
                seen.append(key)
                return true
            })
    }

    private static func grouped(
        _ items: [TemplateValue], _ key: TemplateValue
    ) throws -> TemplateValue {
        var groups: [(key: TemplateValue, items: [TemplateValue])] = []
        for item in try sorted(items, isReversed: false, isExact: false, key: key) {
            let value = try path(item, key)
            if let last = groups.last, folded(last.key) == folded(value) {
                groups[groups.count - 1].items.append(item)
            } else {
                groups.append((value, [item]))
            }
        }
        return .list(groups.map { .list([$0.key, .list($0.items)], isTuple: true) })
    }

    private static func batches(
        _ items: [TemplateValue], _ given: TemplateFilterArguments
    ) throws -> TemplateValue {
        guard let size = given[0, "linecount"]?.integer, size > 0 else {
            throw TemplateProblem("batch needs a size above 0.")
        }
        var rows = stride(from: 0, to: items.count, by: size).map {
            Array(items[$0..<min($0 + size, items.count)])
        }
        if let fill = given[1, "fill_with"], fill != .null, let last = rows.last {
            guard size < 1 << 20 else { throw TemplateProblem("the batch is too long.") }
            rows[rows.count - 1] += Array(repeating: fill, count: size - last.count)
        }
        return .list(rows.map { .list($0) })
    }
}
