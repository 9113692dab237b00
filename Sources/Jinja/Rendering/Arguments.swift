/// Arguments of a function, filter, method or test, by position or by name.
struct Arguments {
    var positional: [Value] = []
    var named = Mapping()
    let budget: RenderBudget

    /// The argument at a place or with a name.
    subscript(index: Int, name: String) -> Value? {
        index < positional.count ? positional[index] : named[name]
    }

    subscript(index: Int) -> Value? {
        index < positional.count ? positional[index] : nil
    }

    /// Arguments after the first ones.
    func dropping(_ count: Int) -> Arguments {
        Arguments(
            positional: Array(positional.dropFirst(count)), named: named, budget: budget)
    }

    /// - Throws: `RenderError` for more arguments than `names`, or for another name.
    func check(_ callee: String, takes names: [String]) throws {
        guard positional.count <= names.count else {
            throw RenderError("\(callee) takes at most \(names.count) arguments.")
        }
        try check(callee, takesNamed: Array(names.dropFirst(positional.count)))
    }

    /// Any number of arguments by place, these by name.
    func check(_ callee: String, takesNamed names: [String]) throws {
        for (key, _) in named {
            guard let name = key.string, names.contains(name) else {
                throw RenderError(
                    "\(callee) has no argument \"\(key.string ?? "")\"; it takes "
                        + (names.isEmpty ? "none" : names.joined(separator: ", ")) + ".")
            }
        }
    }

    /// A whole number; none and what is missing are nil.
    func integer(_ index: Int, _ name: String) throws -> Int? {
        guard let value = self[index, name], !value.isNull else { return nil }
        guard let number = value.integer else {
            throw RenderError("\(name) should be a whole number, not \(value.kind).")
        }
        return number
    }

    /// A text; none and what is missing are nil.
    func text(_ index: Int, _ name: String) throws -> String? {
        guard let value = self[index, name], !value.isNull else { return nil }
        return try value.text(budget)
    }
}
