/// Filters of lists and mappings.
extension TemplateFilters {
    /// Nil when the filter is none of these.
    static func sequence(
        _ name: String, _ value: TemplateValue, _ given: TemplateCall
    ) throws -> TemplateValue? {
        let budget = given.budget
        switch name {
        case "length", "count": return .int(try length(value, budget))
        case "first":
            if case .sequence(let list) = value {
                return list.next() ?? .undefined("the first item")
            }
            return try value.items(budget).first ?? .undefined("the first item")
        case "last":
            if case .sequence(let list) = value, case .stream = list.kind {
                throw TemplateProblem(
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
            if value.isUndefined { return stream([]) }
            return stream(try table(value, name, budget).pairs)
        case "dictsort": return try dictsort(table(value, name, budget), given)
        case "sort":
            let paths = try given[2, "attribute"].map { try TemplatePath.all($0, budget) }
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
            let path = try TemplatePath(given[0, "attribute"], budget)
            let start = given[1, "start"] ?? .int(0)
            if case .string = start {
                throw TemplateProblem("sum does not put texts together; use join.")
            }
            return try value.items(budget).reduce(start) {
                try $0.combined("+", path.value(of: $1, budget), budget)
            }
        case "map": return stream(try mapped(value, given))
        case "select", "reject":
            return stream(try selected(value, given, isKept: name == "select", nil))
        case "selectattr", "rejectattr":
            guard let key = given[0] else {
                throw TemplateProblem("\(name) needs an attribute.")
            }
            return stream(
                try selected(
                    value, given.dropping(1), isKept: name == "selectattr",
                    TemplatePath(key, budget)))
        default: return nil
        }
    }

    /// Python's generators, which the filters that go over items give.
    static func stream(_ items: [TemplateValue]) -> TemplateValue {
        .list(items, .stream(TemplateStream()))
    }

    private static func length(_ value: TemplateValue, _ budget: TemplateBudget) throws -> Int {
        switch value {
        case .string(let text):
            try budget.text(text)
            return text.unicodeScalars.count
        case .sequence(let list):
            if case .stream = list.kind { break }
            return list.items.count
        case .dictionary(let table): return table.count
        case .undefined: return 0
        case .object(let object as TemplateLoopState):
            return object.attribute("length", budget)?.integer ?? 0
        default: break
        }
        throw TemplateProblem("\(value.kind) has no length.")
    }

    private static func table(
        _ value: TemplateValue, _ name: String, _ budget: TemplateBudget
    ) throws -> TemplateDictionary {
        guard case .dictionary(let table) = value else {
            throw TemplateProblem("\(name) needs a mapping, not \(value.kind).")
        }
        try budget.items(2 * table.count)
        return table
    }

    private static func reversed(
        _ value: TemplateValue, _ budget: TemplateBudget
    ) throws -> TemplateValue {
        if case .string(let text) = value {
            try budget.text(text)
            return .string(PythonText.string(text.unicodeScalars.reversed()))
        }
        let items = try value.items(budget)
        try budget.items(items.count)
        if case .sequence(let list) = value, case .stream = list.kind {
            return .list(items.reversed())
        }
        return stream(items.reversed())
    }

    private static func joined(
        _ value: TemplateValue, _ given: TemplateCall
    ) throws -> TemplateValue {
        let budget = given.budget
        let path = try TemplatePath(given[1, "attribute"], budget)
        let separator = try given.text(0, "d") ?? ""
        var text = BudgetedText(budget: budget)
        for (index, item) in try value.items(budget).enumerated() {
            try budget.step()
            if index > 0 { try text.append(separator) }
            try text.append(path.value(of: item, budget).text(budget))
        }
        return .string(text.text)
    }

    /// Text in small letters, since most filters compare without case.
    static func folded(
        _ value: TemplateValue, _ budget: TemplateBudget
    ) throws -> TemplateValue {
        guard case .string(let text) = value else { return value }
        try budget.letters(text)
        return .string(text.lowercased())
    }

    private static func dictsort(
        _ table: TemplateDictionary, _ given: TemplateCall
    ) throws -> TemplateValue {
        let by = try given.text(1, "by") ?? "key"
        guard by == "key" || by == "value" else {
            throw TemplateProblem("dictsort goes by key or value, not by \(by).")
        }
        return .list(
            try sorted(
                table.pairs, isReversed: given[2, "reverse"]?.isTrue ?? false,
                isExact: given[0, "case_sensitive"]?.isTrue ?? false,
                paths: [TemplatePath(.int(by == "value" ? 1 : 0), given.budget)], given.budget))
    }

    private static func extreme(
        _ name: String, _ items: [TemplateValue], _ given: TemplateCall
    ) throws -> TemplateValue {
        let budget = given.budget
        let isExact = given[0, "case_sensitive"]?.isTrue ?? false
        let path = try TemplatePath(given[1, "attribute"], budget)
        var best: (key: TemplateValue, item: TemplateValue)?
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

    private static func mapped(
        _ value: TemplateValue, _ given: TemplateCall
    ) throws -> [TemplateValue] {
        let budget = given.budget
        let items = try value.items(budget)
        try budget.items(items.count)
        if given.positional.isEmpty, let key = given.named["attribute"] {
            try given.check("the filter map", takesNamed: ["attribute", "default"])
            let path = try TemplatePath(key, budget)
            let otherwise = given.named["default"].flatMap { $0.isNull ? nil : $0 }
            return try items.map { try path.value(of: $0, otherwise: otherwise, budget) }
        }
        guard case .string(let filter)? = given[0] else {
            throw TemplateProblem("map needs a filter or an attribute.")
        }
        let rest = given.dropping(1)
        return try items.map { try apply(filter, $0, rest) }
    }

    private static func selected(
        _ value: TemplateValue, _ given: TemplateCall, isKept: Bool, _ path: TemplatePath?
    ) throws -> [TemplateValue] {
        let items = try value.items(given.budget)
        try given.budget.items(items.count)
        let test = try given.text(0, "test")
        let rest = given.dropping(1)
        return try items.filter { item in
            try given.budget.step()
            let tested = try path?.value(of: item, given.budget) ?? item
            guard let test else { return tested.isTrue == isKept }
            return try TemplateTests.holds(test, tested, rest) == isKept
        }
    }

    static func sorted(
        _ items: [TemplateValue], isReversed: Bool, isExact: Bool, paths: [TemplatePath]?,
        _ budget: TemplateBudget
    ) throws -> [TemplateValue] {
        try budget.items(3 * items.count)
        let keyed = try items.map { item in
            let values = try (paths ?? [TemplatePath(nil, budget)]).map { path in
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

    private static func unique(
        _ items: [TemplateValue], _ given: TemplateCall
    ) throws -> TemplateValue {
        let budget = given.budget
        let isExact = given[0, "case_sensitive"]?.isTrue ?? false
        let path = try TemplatePath(given[1, "attribute"], budget)
        try budget.items(2 * items.count)
        var seen = Set<TemplateKey>()
        return stream(
            try items.filter { item in
                let value = try path.value(of: item, budget)
                return try seen.insert(
                    TemplateKey(isExact ? value : folded(value, budget), budget)
                ).inserted
            })
    }
}
