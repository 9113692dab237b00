/// Loops, and what a template calls: macros and recursive loops.
extension Renderer {
    func run(_ loop: ForLoop, _ scope: Scope) throws {
        let value = try evaluate(loop.items, scope)
        try located(loop.line) { try run(loop, over: value, scope, level: 0) }
    }

    private func run(_ loop: ForLoop, over value: Value, _ scope: Scope, level: Int) throws {
        var items = try value.items(budget)
        if let filter = loop.filter {
            items = try items.filter { item in
                let inner = Scope(parent: scope)
                try assign(loop.target, item, inner, loop.line)
                return try evaluate(filter, inner).isTrue
            }
        }
        if items.isEmpty {
            _ = try run(loop.otherwise, Scope(parent: scope))
            return
        }
        let state = LoopContext(
            items, level: level, again: loop.isRecursive ? again(loop, scope) : nil)
        if loop.isRecursive { try budget.hold(state) }
        for (index, item) in items.enumerated() {
            try budget.step(2)
            state.index = index
            let inner = Scope(parent: scope)
            inner["loop"] = .object(state)
            try assign(loop.target, item, inner, loop.line)
            if try run(loop.body, inner) == .break { return }
        }
    }

    /// The body of `loop(items)` within a recursive loop.
    private func again(_ loop: ForLoop, _ scope: Scope) -> (LoopContext, Value) throws -> String {
        { [unowned self] state, items in
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.callLimit else {
                throw RenderError("the loop calls itself too deeply.")
            }
            return try captured {
                try run(loop, over: items, scope, level: state.nextLevel)
            }
        }
    }

    func function(_ macro: Macro, _ scope: Scope) -> Value {
        let names = macro.parameters.map(\.name)
        return .function(
            Function(
                name: macro.name,
                attributes: [
                    "name": .string(macro.name),
                    "arguments": .list(names.map { .string($0) }, isTuple: true),
                    "catch_kwargs": .bool(macro.extras.contains("kwargs")),
                    "catch_varargs": .bool(macro.extras.contains("varargs")),
                    "caller": .bool(macro.extras.contains("caller")),
                ]
            ) { [unowned self] given in try call(macro, given, scope) })
    }

    /// The output of a macro with these arguments.
    private func call(_ macro: Macro, _ given: Arguments, _ scope: Scope) throws -> Value {
        let known = macro.parameters.map(\.name)
        guard given.positional.count <= known.count || macro.extras.contains("varargs") else {
            throw RenderError("macro \(macro.name) takes at most \(known.count) arguments.")
        }
        var extra = Mapping()
        for (key, value) in given.named {
            guard let name = key.string, name != "caller" else { continue }
            guard let place = known.firstIndex(of: name) else {
                extra[key] = value
                continue
            }
            guard place >= given.positional.count else {
                throw RenderError("macro \(macro.name) is given \(name) twice.")
            }
        }
        guard extra.isEmpty || macro.extras.contains("kwargs") else {
            throw RenderError("macro \(macro.name) has no \(extra.keys[0].string ?? "").")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.callLimit else {
            throw RenderError("macro \(macro.name) calls itself too deeply.")
        }
        try budget.step(2)
        let inner = Scope(parent: scope)
        inner["varargs"] = .list(Array(given.positional.dropFirst(known.count)), isTuple: true)
        inner["kwargs"] = .mapping(extra)
        inner["caller"] = given.named["caller"] ?? .undefined("caller")
        for (index, parameter) in macro.parameters.enumerated() {
            if let value = given[index, parameter.name] {
                inner[parameter.name] = value
            } else if let value = parameter.value {
                inner[parameter.name] = try evaluate(value, inner)
            } else {
                inner[parameter.name] = .undefined(parameter.name)
            }
        }
        return .string(try captured { _ = try run(macro.body, inner) })
    }

    func arguments(_ list: ArgumentList, _ scope: Scope) throws -> Arguments {
        var given = Arguments(budget: budget)
        given.positional = try list.positional.map { try evaluate($0, scope) }
        if let rest = list.rest {
            let items = try evaluate(rest, scope).items(budget)
            try budget.items(items.count)
            given.positional += items
        }
        for (name, value) in list.named { given.named[name] = try evaluate(value, scope) }
        if let rest = list.namedRest {
            guard case .mapping(let table) = try evaluate(rest, scope) else {
                throw RenderError("** needs a mapping.")
            }
            try budget.items(table.count)
            for (key, value) in table {
                guard let name = key.string, given.named[name] == nil else {
                    throw RenderError("** needs texts as keys, each once.")
                }
                given.named[name] = value
            }
        }
        return given
    }
}
