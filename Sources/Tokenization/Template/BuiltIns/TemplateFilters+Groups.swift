/// Filters that put items together: `groupby`, `batch`, `slice`.
extension TemplateFilters {
    static func grouped(
        _ items: [TemplateValue], _ given: TemplateCall
    ) throws -> TemplateValue {
        let budget = given.budget
        guard let attribute = given[0, "attribute"] else {
            throw TemplateProblem("groupby needs an attribute.")
        }
        let isExact = given[2, "case_sensitive"]?.isTrue ?? false
        var path = try TemplatePath(attribute, budget)
        path.otherwise = given[1, "default"].flatMap { $0.isNull ? nil : $0 }
        var groups: [(key: TemplateValue, folded: TemplateValue, items: [TemplateValue])] = []
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

    static func batches(
        _ items: [TemplateValue], _ given: TemplateCall
    ) throws -> TemplateValue {
        guard let size = try given.integer(0, "linecount"), size > 0 else {
            throw TemplateProblem("batch needs a size above 0.")
        }
        try given.budget.items(2 * items.count)
        var rows: [[TemplateValue]] = []
        for item in items {
            if rows.isEmpty || rows[rows.count - 1].count == size { rows.append([]) }
            rows[rows.count - 1].append(item)
        }
        if let fill = given[1, "fill_with"], !fill.isNull, let last = rows.last {
            try given.budget.items(size - last.count)
            rows[rows.count - 1] += Array(repeating: fill, count: size - last.count)
        }
        return stream(rows.map { .list($0) })
    }

    /// Columns: as many lists as asked for, the first ones longer by one.
    static func slices(
        _ items: [TemplateValue], _ given: TemplateCall
    ) throws -> TemplateValue {
        guard let count = try given.integer(0, "slices"), count > 0 else {
            throw TemplateProblem("slice needs a number of lists above 0.")
        }
        try given.budget.items(count)
        try given.budget.items(2 * items.count)
        let (size, longer) = (items.count / count, items.count % count)
        let fill = given[1, "fill_with"].flatMap { $0.isNull ? nil : $0 }
        return stream(
            (0..<count).map { index in
                let start = index * size + min(index, longer)
                let end = start + size + (index < longer ? 1 : 0)
                let tail = index < longer ? [] : fill.map { [$0] } ?? []
                return .list(items[start..<end] + tail)
            })
    }
}
