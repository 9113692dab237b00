/// Filters that compare the items of a list: `sort`, `dictsort`, `min`, `max`, `unique`, `groupby`.
extension Filters {
    /// Text in small letters, since most filters compare without case.
    static func folded(_ value: Value, _ budget: RenderBudget) throws -> Value {
        guard case .string(let text) = value else { return value }
        try budget.letters(text)
        return .string(text.lowercased())
    }

    static func sorted(
        _ items: [Value], isReversed: Bool, isExact: Bool, paths: [AttributePath]?,
        _ budget: RenderBudget
    ) throws -> [Value] {
        try budget.items(3 * items.count)
        let keyed = try items.map { item in
            let values = try (paths ?? [AttributePath(nil, budget)]).map { path in
                let value = try path.value(of: item, budget)
                return isExact ? value : try folded(value, budget)
            }
            return (key: values.count == 1 ? values[0] : .list(values), item: item)
        }
        return try keyed.enumerated().sorted {
            let order = try $0.element.key.order($1.element.key, budget)
            return order == 0 ? $0.offset < $1.offset : isReversed ? order > 0 : order < 0
        }.map(\.element.item)
    }

    static func dictsort(_ table: Mapping, _ given: Arguments) throws -> Value {
        let by = try given.text(1, "by") ?? "key"
        guard by == "key" || by == "value" else {
            throw RenderError("dictsort goes by key or value, not by \(by).")
        }
        return .list(
            try sorted(
                table.pairs, isReversed: given[2, "reverse"]?.isTrue ?? false,
                isExact: given[0, "case_sensitive"]?.isTrue ?? false,
                paths: [AttributePath(.int(by == "value" ? 1 : 0), given.budget)], given.budget))
    }

    static func extreme(_ name: String, _ items: [Value], _ given: Arguments) throws -> Value {
        let budget = given.budget
        let isExact = given[0, "case_sensitive"]?.isTrue ?? false
        let path = try AttributePath(given[1, "attribute"], budget)
        var best: (key: Value, item: Value)?
        for item in items {
            let value = try path.value(of: item, budget)
            let key = isExact ? value : try folded(value, budget)
            if let known = best {
                let order = try key.order(known.key, budget)
                guard name == "min" ? order < 0 : order > 0 else { continue }
            }
            best = (key, item)
        }
        return best?.item ?? .undefined(name)
    }

    static func unique(_ items: [Value], _ given: Arguments) throws -> Value {
        let budget = given.budget
        let isExact = given[0, "case_sensitive"]?.isTrue ?? false
        let path = try AttributePath(given[1, "attribute"], budget)
        try budget.items(2 * items.count)
        var seen = Set<MappingKey>()
        return generator(
            try items.filter { item in
                let value = try path.value(of: item, budget)
                return try seen.insert(
                    MappingKey(isExact ? value : folded(value, budget), budget)
                ).inserted
            })
    }

    static func grouped(_ items: [Value], _ given: Arguments) throws -> Value {
        let budget = given.budget
        guard let attribute = given[0, "attribute"] else {
            throw RenderError("groupby needs an attribute.")
        }
        let isExact = given[2, "case_sensitive"]?.isTrue ?? false
        var path = try AttributePath(attribute, budget)
        path.otherwise = given[1, "default"].flatMap { $0.isNull ? nil : $0 }
        var groups: [(key: Value, folded: Value, items: [Value])] = []
        for item in try sorted(
            items, isReversed: false, isExact: isExact, paths: [path], budget)
        {
            let value = try path.value(of: item, budget)
            let key = isExact ? value : try folded(value, budget)
            // No copy of the last group is held here: it would be copied for each of its items.
            if try groups.last?.folded.equals(key, budget) ?? false {
                groups[groups.count - 1].items.append(item)
            } else {
                groups.append((value, key, [item]))
            }
        }
        return .list(groups.map { .list([$0.key, .list($0.items)], .group) })
    }
}
