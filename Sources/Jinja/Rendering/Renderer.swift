import Storage

/// Runs the statements of one template once.
final class Renderer {
    let name: String
    let budget: RenderBudget
    private var output = ""
    private let globals: Scope
    /// Macros and recursive loops within each other that are under way at this moment.
    var depth = 0
    static let callLimit = 60
    /// Statements and expressions within each other that are under way at this moment.
    var nesting = 0
    static let nestingLimit = 1000

    init(name: String, _ variables: [String: Value], _ budget: RenderBudget) {
        self.name = name
        self.budget = budget
        globals = Scope(Globals.functions.merging(variables) { $1 })
    }

    /// The continuation after a statement.
    enum Flow { case next, `break`, `continue` }

    func render(_ statements: [Statement]) throws -> String {
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
        do { return try body() } catch let problem as RenderError {
            throw fail(problem.message, line)
        }
    }

    /// The output of the statements, apart from the output so far.
    func captured(_ body: () throws -> Void) throws -> String {
        let before = output
        output = ""
        defer { output = before }
        try body()
        return output
    }

    func run(_ statements: [Statement], _ scope: Scope) throws -> Flow {
        for statement in statements {
            let flow = try run(statement, scope)
            if flow != .next { return flow }
        }
        return .next
    }

    private func run(_ statement: Statement, _ scope: Scope) throws -> Flow {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting < Self.nestingLimit else {
            throw RenderError("statements and expressions are nested too deeply.")
        }
        try budget.step()
        switch statement {
        case .text(let text): try print(text)
        case .output(let value, let line):
            let value = try evaluate(value, scope)
            try located(line) { try print(value.text(budget)) }
        case .assign(let target, let value, let line):
            try assign(target, evaluate(value, scope), scope, line)
        case .assignBlock(let target, let filters, let body, let line):
            let text = try captured { _ = try run(body, Scope(parent: scope)) }
            try assign(target, filtered(.string(text), filters, scope, line), scope, line)
        case .if(let branches, let otherwise):
            for branch in branches where try evaluate(branch.test, scope).isTrue {
                return try run(branch.body, scope)
            }
            return try run(otherwise, scope)
        case .for(let loop): try run(loop, scope)
        case .macro(let macro):
            try budget.hold(scope)
            scope[macro.name] = function(macro, scope)
        case .scope(let body): return try run(body, Scope(parent: scope))
        case .with(let values, let body):
            let inner = Scope(parent: scope)
            for (name, value) in values { inner[name] = try evaluate(value, scope) }
            return try run(body, inner)
        case .callBlock(let callee, let caller, let line):
            try budget.hold(scope)
            let value = try evaluate(callee, scope, caller: function(caller, scope))
            try located(line) { try print(value.text(budget)) }
        case .filterBlock(let filters, let body, let line):
            let text = try captured { _ = try run(body, Scope(parent: scope)) }
            let value = try filtered(.string(text), filters, scope, line)
            try located(line) { try print(value.text(budget)) }
        case .break: return .break
        case .continue: return .continue
        }
        return .next
    }

    private func filtered(
        _ value: Value, _ filters: [(String, ArgumentList)], _ scope: Scope, _ line: Int
    ) throws -> Value {
        var value = value
        for (filter, arguments) in filters {
            let given = try self.arguments(arguments, scope)
            value = try located(line) { try Filters.apply(filter, value, given) }
        }
        return value
    }

    func assign(_ target: AssignmentTarget, _ value: Value, _ scope: Scope, _ line: Int) throws {
        switch target {
        case .name(let name): scope[name] = value
        case .attribute(let name, let attribute):
            guard case .object(let object)? = scope[name], let space = object as? Namespace
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
}

/// Names and their values. Loops and macros open a scope of their own: what is assigned in it ends
/// with it.
final class Scope: Releasable {
    private var values: [String: Value]
    private let parent: Scope?

    init(_ values: [String: Value] = [:], parent: Scope? = nil) {
        self.values = values
        self.parent = parent
    }

    subscript(name: String) -> Value? {
        get { values[name] ?? parent?[name] }
        set { values[name] = newValue }
    }

    func release() { values = [:] }
}
