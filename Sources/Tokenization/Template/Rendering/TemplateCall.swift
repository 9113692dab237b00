/// Arguments of a function, filter, method or test, by position or by name.
struct TemplateCall {
    var positional: [TemplateValue] = []
    var named = TemplateDictionary()
    let budget: TemplateBudget

    /// The argument at a place or with a name.
    subscript(index: Int, name: String) -> TemplateValue? {
        index < positional.count ? positional[index] : named[name]
    }

    subscript(index: Int) -> TemplateValue? {
        index < positional.count ? positional[index] : nil
    }

    /// Arguments after the first ones.
    func dropping(_ count: Int) -> TemplateCall {
        TemplateCall(
            positional: Array(positional.dropFirst(count)), named: named, budget: budget)
    }

    /// - Throws: `TemplateProblem` for more arguments than `names`, or for another name.
    func check(_ callee: String, takes names: [String]) throws {
        guard positional.count <= names.count else {
            throw TemplateProblem("\(callee) takes at most \(names.count) arguments.")
        }
        try check(callee, takesNamed: Array(names.dropFirst(positional.count)))
    }

    /// Any number of arguments by place, these by name.
    func check(_ callee: String, takesNamed names: [String]) throws {
        for (key, _) in named {
            guard let name = key.string, names.contains(name) else {
                throw TemplateProblem(
                    "\(callee) has no argument \"\(key.string ?? "")\"; it takes "
                        + (names.isEmpty ? "none" : names.joined(separator: ", ")) + ".")
            }
        }
    }

    /// A whole number; none and what is missing are nil.
    func integer(_ index: Int, _ name: String) throws -> Int? {
        guard let value = self[index, name], !value.isNull else { return nil }
        guard let number = value.integer else {
            throw TemplateProblem("\(name) should be a whole number, not \(value.kind).")
        }
        return number
    }

    /// A text; none and what is missing are nil.
    func text(_ index: Int, _ name: String) throws -> String? {
        guard let value = self[index, name], !value.isNull else { return nil }
        return try value.text(budget)
    }
}

/// Text that grows within a budget.
struct BudgetedText {
    private(set) var text = ""
    let budget: TemplateBudget

    mutating func append(_ more: String) throws {
        try budget.text(more)
        text += more
    }

    mutating func append(_ more: String, times count: Int) throws {
        try budget.text(more.utf8.count, times: count)
        guard !more.isEmpty, count > 0 else { return }
        text += String(repeating: more, count: count)
    }
}
