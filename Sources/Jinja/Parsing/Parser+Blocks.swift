/// Statements that have a body, and assignments.
extension Parser {
    mutating func set(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        let target = try self.target(&parser)
        if parser.accept("=") {
            let value = try parser.expression(allowsTuple: true)
            try parser.expectEnd()
            return .assign(target, value, line: line)
        }
        let filters = parser.accept("|") ? try filterChain(&parser) : []
        try parser.expectEnd()
        return .assignBlock(target, filters: filters, try body("endset", line), line: line)
    }

    mutating func condition(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        var test = try parser.expression(allowsTuple: true)
        var branches: [(test: Expression, body: [Statement])] = []
        while true {
            let (body, end) = try statements(until: ["elif", "else", "endif"], opened: line)
            branches.append((test, body))
            guard var end, end.word != "endif" else {
                return .if(branches, otherwise: [])
            }
            if end.word == "else" {
                return .if(branches, otherwise: try self.body("endif", end.line))
            }
            test = try end.rest.expression(allowsTuple: true)
        }
    }

    mutating func loop(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        let target = try self.target(&parser)
        guard parser.acceptWord("in") else { throw parser.fail("expected \"in\".") }
        // `in a if b` is a filter of the items here, not a conditional value.
        let (items, filter) = try Self.split(parser.expression(allowsTuple: true))
        let isRecursive = parser.acceptWord("recursive")
        try parser.expectEnd()
        loops += 1
        let (body, end) = try statements(until: ["else", "endfor"], opened: line)
        loops -= 1
        let otherwise = end?.word == "else" ? try self.body("endfor", line) : []
        return .for(
            ForLoop(
                target: target, items: items, filter: filter, body: body, otherwise: otherwise,
                isRecursive: isRecursive, line: line))
    }

    private static func split(_ value: Expression) -> (Expression, Expression?) {
        if case .conditional(let items, let condition, nil) = value { return (items, condition) }
        return (value, nil)
    }

    mutating func macro(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        let name = try parser.identifier()
        try parser.expect("(")
        let parameters = try self.parameters(&parser)
        try parser.expectEnd()
        let start = index
        let body = try separateBody("endmacro", line)
        let extras = ["varargs", "kwargs", "caller"].filter { word in
            parts[start..<index].contains { $0.mentions(word) }
        }
        return .macro(
            Macro(
                name: name, extras: Set(extras), parameters: parameters, body: body, line: line))
    }

    /// The body of a macro: loops around it are not loops within it.
    private mutating func separateBody(_ end: String, _ line: Int) throws -> [Statement] {
        let outer = loops
        loops = 0
        defer { loops = outer }
        return try body(end, line)
    }

    mutating func call(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        let parameters = parser.accept("(") ? try self.parameters(&parser) : []
        let callee = try parser.expression()
        guard case .call = callee else {
            throw fail("call needs a macro with its arguments.", line)
        }
        try parser.expectEnd()
        let caller = Macro(
            name: "caller", parameters: parameters, body: try separateBody("endcall", line),
            line: line)
        return .callBlock(callee, caller, line: line)
    }

    mutating func with(_ parser: inout ExpressionParser, _ line: Int) throws -> Statement {
        var values: [(name: String, value: Expression)] = []
        while !parser.isAtEnd {
            let name = try parser.identifier()
            try parser.expect("=")
            values.append((name, try parser.expression()))
            if !parser.accept(",") { break }
        }
        try parser.expectEnd()
        return .with(values, try body("endwith", line))
    }
}
