import Foundation
import Storage

/// Runs the statements of one template once.
final class TemplateRenderer {
    let name: String
    let budget = TemplateBudget()
    private var output = ""
    private let globals: TemplateScope
    private var depth = 0
    /// Statements and expressions within each other that are under way at this moment.
    var nesting = 0
    static let nestingLimit = 1000

    init(name: String, values: [String: TemplateValue]) {
        self.name = name
        globals = TemplateScope(TemplateGlobals.functions.merging(values) { $1 })
    }

    enum Flow { case next, stop, skip }

    func render(_ statements: [TemplateStatement]) throws -> String {
        defer { budget.release() }
        try located(1) { _ = try run(statements, globals) }
        return output
    }

    private func print(_ text: String) throws {
        try budget.text(text)
        output += text
    }

    func fail(_ message: String, _ line: Int) -> DataError {
        DataError("\(name) line \(line): \(message)")
    }

    /// Puts the line into an error that has none yet.
    func located<Result>(_ line: Int, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let problem as TemplateProblem {
            throw fail(problem.message, line)
        }
    }

    /// The output of the statements, apart from the output so far.
    private func captured(_ body: () throws -> Void) throws -> String {
        let before = output
        output = ""
        defer { output = before }
        try body()
        return output
    }

    private func run(_ statements: [TemplateStatement], _ scope: TemplateScope) throws -> Flow {
        for statement in statements {
            let flow = try run(statement, scope)
            if flow != .next { return flow }
        }
        return .next
    }

    private func run(_ statement: TemplateStatement, _ scope: TemplateScope) throws -> Flow {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting < Self.nestingLimit else {
            throw TemplateProblem("statements and expressions are nested too deeply.")
        }
        try budget.step()
        switch statement {
        case .text(let text): try print(text)
        case .output(let value, let line):
            let value = try evaluate(value, scope)
            try located(line) { try print(value.text(budget)) }
        case .set(let target, let value, let line):
            try assign(target, evaluate(value, scope), scope, line)
        case .setBlock(let target, let filters, let body, let line):
            let text = try captured { _ = try run(body, TemplateScope(parent: scope)) }
            try assign(target, filtered(.string(text), filters, scope, line), scope, line)
        case .condition(let branches, let otherwise):
            for branch in branches where try evaluate(branch.test, scope).isTrue {
                return try run(branch.body, scope)
            }
            return try run(otherwise, scope)
        case .loop(let loop): try run(loop, scope)
        case .macro(let macro):
            try budget.hold(scope)
            scope[macro.name] = function(macro, scope)
        case .group(let body): return try run(body, TemplateScope(parent: scope))
        case .with(let values, let body):
            let inner = TemplateScope(parent: scope)
            for (name, value) in values { inner[name] = try evaluate(value, scope) }
            return try run(body, inner)
        case .call(let callee, let caller, let line):
            try budget.hold(scope)
            let value = try evaluate(callee, scope, caller: function(caller, scope))
            try located(line) { try print(value.text(budget)) }
        case .filtered(let filters, let body, let line):
            let text = try captured { _ = try run(body, TemplateScope(parent: scope)) }
            let value = try filtered(.string(text), filters, scope, line)
            try located(line) { try print(value.text(budget)) }
        case .stop: return .stop
        case .skip: return .skip
        }
        return .next
    }

    private func filtered(
        _ value: TemplateValue, _ filters: [(String, TemplateArguments)], _ scope: TemplateScope,
        _ line: Int
    ) throws -> TemplateValue {
        var value = value
        for (filter, arguments) in filters {
            let given = try self.arguments(arguments, scope)
            value = try located(line) { try TemplateFilters.apply(filter, value, given) }
        }
        return value
    }

    private func assign(
        _ target: TemplateTarget, _ value: TemplateValue, _ scope: TemplateScope, _ line: Int
    ) throws {
        switch target {
        case .name(let name): scope[name] = value
        case .attribute(let name, let attribute):
            guard case .object(let object)? = scope[name], let space = object as? TemplateNamespace
            else {
                throw fail("\(name) is no namespace, so \(name).\(attribute) cannot be set.", line)
            }
            try located(line) { try budget.items(1) }
            space.values[attribute] = value
        case .names(let names):
            let items = try located(line) { try value.items(budget) }
            guard items.count == names.count else {
                throw fail("\(items.count) values for \(names.count) names.", line)
            }
            for (target, item) in zip(names, items) { try assign(target, item, scope, line) }
        }
    }

    private func run(_ loop: TemplateLoop, _ scope: TemplateScope) throws {
        let value = try evaluate(loop.items, scope)
        try located(loop.line) { try run(loop, over: value, scope, level: 0) }
    }

    private func run(
        _ loop: TemplateLoop, over value: TemplateValue, _ scope: TemplateScope, level: Int
    ) throws {
        var items = try value.items(budget)
        if let filter = loop.filter {
            items = try items.filter { item in
                let inner = TemplateScope(parent: scope)
                try assign(loop.target, item, inner, loop.line)
                return try evaluate(filter, inner).isTrue
            }
        }
        if items.isEmpty {
            _ = try run(loop.otherwise, TemplateScope(parent: scope))
            return
        }
        let state = TemplateLoopState(
            items, level: level, again: loop.isRecursive ? again(loop, scope) : nil)
        if loop.isRecursive { try budget.hold(state) }
        for (index, item) in items.enumerated() {
            try budget.step(2)
            state.index = index
            let inner = TemplateScope(parent: scope)
            inner["loop"] = .object(state)
            try assign(loop.target, item, inner, loop.line)
            if try run(loop.body, inner) == .stop { return }
        }
    }

    /// The body of `loop(items)` within a recursive loop.
    private func again(
        _ loop: TemplateLoop, _ scope: TemplateScope
    ) -> (TemplateLoopState, TemplateValue) throws -> String {
        { [unowned self] state, items in
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.callLimit else {
                throw TemplateProblem("the loop calls itself too deeply.")
            }
            return try captured {
                try run(loop, over: items, scope, level: state.nextLevel)
            }
        }
    }

    static let callLimit = 60

    private func function(_ macro: TemplateMacro, _ scope: TemplateScope) -> TemplateValue {
        let names = macro.parameters.map(\.name)
        return .function(
            TemplateFunction(
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

    private func call(
        _ macro: TemplateMacro, _ given: TemplateCall, _ scope: TemplateScope
    ) throws -> TemplateValue {
        let known = macro.parameters.map(\.name)
        guard given.positional.count <= known.count || macro.extras.contains("varargs") else {
            throw TemplateProblem("macro \(macro.name) takes at most \(known.count) arguments.")
        }
        var extra = TemplateDictionary()
        for (key, value) in given.named {
            guard let name = key.string, name != "caller" else { continue }
            guard let place = known.firstIndex(of: name) else {
                extra[key] = value
                continue
            }
            guard place >= given.positional.count else {
                throw TemplateProblem("macro \(macro.name) is given \(name) twice.")
            }
        }
        guard extra.isEmpty || macro.extras.contains("kwargs") else {
            throw TemplateProblem("macro \(macro.name) has no \(extra.keys[0].string ?? "").")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.callLimit else {
            throw TemplateProblem("macro \(macro.name) calls itself too deeply.")
        }
        try budget.step(2)
        let inner = TemplateScope(parent: scope)
        inner["varargs"] = .list(Array(given.positional.dropFirst(known.count)), isTuple: true)
        inner["kwargs"] = .dictionary(extra)
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

    func arguments(_ list: TemplateArguments, _ scope: TemplateScope) throws -> TemplateCall {
        var given = TemplateCall(budget: budget)
        given.positional = try list.positional.map { try evaluate($0, scope) }
        if let rest = list.rest {
            let items = try evaluate(rest, scope).items(budget)
            try budget.items(items.count)
            given.positional += items
        }
        for (name, value) in list.named { given.named[name] = try evaluate(value, scope) }
        if let rest = list.namedRest {
            guard case .dictionary(let table) = try evaluate(rest, scope) else {
                throw TemplateProblem("** needs a mapping.")
            }
            try budget.items(table.count)
            for (key, value) in table {
                guard let name = key.string, given.named[name] == nil else {
                    throw TemplateProblem("** needs texts as keys, each once.")
                }
                given.named[name] = value
            }
        }
        return given
    }
}
