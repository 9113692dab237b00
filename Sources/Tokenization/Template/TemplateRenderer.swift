import Artifacts
import Foundation

/// Runs the statements of one template once.
final class TemplateRenderer {
    let name: String
    private var output = ""
    private let globals: TemplateScope
    private var depth = 0
    /// Expressions within expressions that are evaluated at this moment.
    var evaluations = 0
    /// Loop passes so far: a template that never ends is an error, not a hang.
    private var passes = 0
    static let passLimit = 5_000_000

    init(name: String, values: [String: TemplateValue]) {
        self.name = name
        globals = TemplateScope(TemplateGlobals.functions.merging(values) { $1 })
    }

    enum Flow { case next, stop, skip }

    func render(_ statements: [TemplateStatement]) throws -> String {
        _ = try run(statements, globals)
        return output
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

    /// What the statements print, apart from the output so far.
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
        switch statement {
        case .text(let text): output += text
        case .output(let value, let line):
            let value = try evaluate(value, scope)
            output += try located(line) { try value.printed }
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
        case .macro(let macro): scope[macro.name] = function(macro, scope)
        case .group(let body): return try run(body, TemplateScope(parent: scope))
        case .with(let values, let body):
            let inner = TemplateScope(parent: scope)
            for (name, value) in values { inner[name] = try evaluate(value, scope) }
            return try run(body, inner)
        case .call(let callee, let caller, let line):
            let value = try evaluate(callee, scope, caller: function(caller, scope))
            output += try located(line) { try value.printed }
        case .filtered(let filters, let body, let line):
            let text = try captured { _ = try run(body, TemplateScope(parent: scope)) }
            output += try filtered(.string(text), filters, scope, line).text
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
            let (positional, named) = try self.arguments(arguments, scope)
            value = try located(line) {
                try TemplateFilters.apply(filter, value, positional, named)
            }
        }
        return value
    }

    private func assign(
        _ target: TemplateTarget, _ value: TemplateValue, _ scope: TemplateScope, _ line: Int
    ) throws {
        switch target {
        case .name(let name): scope[name] = value
        case .attribute(let name, let attribute):
            guard case .namespace(let space)? = scope[name] else {
                throw fail("\(name) is no namespace, so \(name).\(attribute) cannot be set.", line)
            }
            space.values[attribute] = value
        case .names(let names):
            let items = try located(line) { try value.items() }
            guard items.count == names.count else {
                throw fail("\(items.count) values for \(names.count) names.", line)
            }
            for (target, item) in zip(names, items) { try assign(target, item, scope, line) }
        }
    }

    private func run(_ loop: TemplateLoop, _ scope: TemplateScope) throws {
        var items = try located(loop.line) { try evaluate(loop.items, scope).items() }
        if let filter = loop.filter {
            items = try items.filter { item in
                let inner = TemplateScope(parent: scope)
                try assign(loop.target, item, inner, loop.line)
                return try evaluate(filter, inner).isTrue
            }
        }
        if items.isEmpty {
            _ = try run(loop.otherwise, scope)
            return
        }
        for (index, item) in items.enumerated() {
            passes += 1
            guard passes < Self.passLimit else {
                throw fail("the template loops more than \(Self.passLimit) times.", loop.line)
            }
            let inner = TemplateScope(parent: scope)
            inner["loop"] = Self.state(items, index)
            try assign(loop.target, item, inner, loop.line)
            if try run(loop.body, inner) == .stop { return }
        }
    }

    /// The variable `loop`.
    private static func state(_ items: [TemplateValue], _ index: Int) -> TemplateValue {
        .dictionary([
            "index": .int(index + 1), "index0": .int(index),
            "revindex": .int(items.count - index), "revindex0": .int(items.count - index - 1),
            "first": .bool(index == 0), "last": .bool(index == items.count - 1),
            "length": .int(items.count),
            "previtem": index > 0 ? items[index - 1] : .undefined("loop.previtem"),
            "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("loop.nextitem"),
            "cycle": .function(
                TemplateFunction(name: "cycle") { arguments, _ in
                    arguments.isEmpty ? .null : arguments[index % arguments.count]
                }),
        ])
    }

    private func function(_ macro: TemplateMacro, _ scope: TemplateScope) -> TemplateValue {
        .function(
            TemplateFunction(name: macro.name) { [unowned self] positional, named in
                let count = macro.parameters.count
                guard positional.count <= count || macro.extras.contains("varargs") else {
                    throw TemplateProblem("macro \(macro.name) takes at most \(count) arguments.")
                }
                let known = macro.parameters.map(\.name)
                let extra = named.filter { !known.contains($0.key) && $0.key != "caller" }
                guard extra.isEmpty || macro.extras.contains("kwargs") else {
                    throw TemplateProblem("macro \(macro.name) has no \(extra.keys[0]).")
                }
                depth += 1
                defer { depth -= 1 }
                guard depth < 60 else {
                    throw TemplateProblem("macro \(macro.name) calls itself too deeply.")
                }
                let inner = TemplateScope(parent: scope)
                inner["varargs"] = .list(Array(positional.dropFirst(count)), isTuple: true)
                inner["kwargs"] = .dictionary(extra)
                inner["caller"] = named["caller"] ?? .undefined("caller")
                for (index, parameter) in macro.parameters.enumerated() {
                    if index < positional.count {
                        inner[parameter.name] = positional[index]
                    } else if let value = named[parameter.name] {
                        inner[parameter.name] = value
                    } else if let value = parameter.value {
                        inner[parameter.name] = try evaluate(value, inner)
                    } else {
                        inner[parameter.name] = .undefined(parameter.name)
                    }
                }
                return .string(try captured { _ = try run(macro.body, inner) })
            })
    }

    func arguments(
        _ list: TemplateArguments, _ scope: TemplateScope
    ) throws -> ([TemplateValue], TemplateDictionary) {
        let positional = try list.positional.map { try evaluate($0, scope) }
        var named = TemplateDictionary()
        for (name, value) in list.named { named[name] = try evaluate(value, scope) }
        return (positional, named)
    }
}

/// An error before it is known on which line it happened.
struct TemplateProblem: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
