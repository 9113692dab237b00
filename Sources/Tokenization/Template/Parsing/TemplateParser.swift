import Storage

/// Builds the statements of a template from its parts.
struct TemplateParser {
    let name: String
    private let parts: [TemplatePart]
    private var index = 0
    private var depth = 0
    /// Loops around the statement that is read; `break` and `continue` need one.
    private var loops = 0

    init(_ source: String, name: String) throws {
        self.name = name
        var lexer = TemplateLexer(source, name: name)
        parts = try lexer.parts()
    }

    /// - Throws: `DataError` with template name and line.
    static func parse(_ source: String, name: String) throws -> [TemplateStatement] {
        var parser = try TemplateParser(source, name: name)
        let (body, end) = try parser.statements(until: [])
        precondition(end == nil, "nothing ends the outermost level")
        return body
    }

    func fail(_ message: String, _ line: Int) -> DataError {
        DataError("\(name) line \(line): \(message)")
    }

    /// The tag that ended a run of statements.
    struct End {
        let word: String
        var rest: TemplateExpressionParser
        let line: Int
    }

    mutating func statements(
        until ends: Set<String>, opened: Int = 1
    ) throws -> ([TemplateStatement], End?) {
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { throw fail("blocks are nested too deeply.", opened) }
        var list: [TemplateStatement] = []
        while index < parts.count {
            let part = parts[index]
            index += 1
            switch part {
            case .text(let text): list.append(.text(text))
            case .output(let tokens, let line):
                var parser = TemplateExpressionParser(tokens, name: name)
                let value = try parser.expression(allowsTuple: true)
                try parser.expectEnd()
                list.append(.output(value, line: line))
            case .block(let tokens, let line):
                var parser = TemplateExpressionParser(tokens, name: name)
                let word = try parser.identifier()
                if ends.contains(word) { return (list, End(word: word, rest: parser, line: line)) }
                list.append(try statement(word, &parser, line))
            }
        }
        guard ends.isEmpty else {
            throw fail(
                "the block is never closed (\(ends.sorted().joined(separator: " or "))).", opened)
        }
        return (list, nil)
    }

    /// The body of a block that ends with `end`.
    private mutating func body(_ end: String, _ line: Int) throws -> [TemplateStatement] {
        try statements(until: [end], opened: line).0
    }

    private mutating func statement(
        _ word: String, _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
        switch word {
        case "set": return try set(&parser, line)
        case "if": return try condition(&parser, line)
        case "for": return try loop(&parser, line)
        case "macro": return try macro(&parser, line)
        case "generation": return .group(try body("endgeneration", line))
        case "filter":
            let filters = try filterChain(&parser)
            return .filtered(filters, try body("endfilter", line), line: line)
        case "call": return try call(&parser, line)
        case "with": return try with(&parser, line)
        case "break" where loops > 0: return .stop(line: line)
        case "continue" where loops > 0: return .skip(line: line)
        default:
            throw fail(
                "the tag \"\(word)\" is not supported here; set, if, for, macro, call, with, "
                    + "filter, generation, raw and, within loops, break and continue are.", line)
        }
    }

    private func filterChain(
        _ parser: inout TemplateExpressionParser
    ) throws -> [(String, TemplateArguments)] {
        var chain = [try parser.filter()]
        while parser.accept("|") { chain.append(try parser.filter()) }
        return chain
    }

    private mutating func set(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
        let target = try self.target(&parser)
        if parser.accept("=") {
            let value = try parser.expression(allowsTuple: true)
            try parser.expectEnd()
            return .set(target, value, line: line)
        }
        let filters = parser.accept("|") ? try filterChain(&parser) : []
        try parser.expectEnd()
        return .setBlock(target, filters: filters, try body("endset", line), line: line)
    }

    private mutating func condition(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
        var test = try parser.expression(allowsTuple: true)
        var branches: [(test: TemplateExpression, body: [TemplateStatement])] = []
        while true {
            let (body, end) = try statements(until: ["elif", "else", "endif"], opened: line)
            branches.append((test, body))
            guard var end, end.word != "endif" else {
                return .condition(branches, otherwise: [])
            }
            if end.word == "else" {
                return .condition(branches, otherwise: try self.body("endif", end.line))
            }
            test = try end.rest.expression(allowsTuple: true)
        }
    }

    private mutating func loop(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
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
        return .loop(
            TemplateLoop(
                target: target, items: items, filter: filter, body: body, otherwise: otherwise,
                isRecursive: isRecursive, line: line))
    }

    static func split(
        _ value: TemplateExpression
    ) -> (TemplateExpression, TemplateExpression?) {
        if case .conditional(let items, let condition, nil) = value { return (items, condition) }
        return (value, nil)
    }

    private mutating func macro(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
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
            TemplateMacro(
                name: name, extras: Set(extras), parameters: parameters, body: body, line: line))
    }

    /// The body of a macro: loops around it are not loops within it.
    private mutating func separateBody(
        _ end: String, _ line: Int
    ) throws -> [TemplateStatement] {
        let outer = loops
        loops = 0
        defer { loops = outer }
        return try body(end, line)
    }

    private mutating func call(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
        let parameters = parser.accept("(") ? try self.parameters(&parser) : []
        let callee = try parser.expression()
        guard case .call = callee else {
            throw fail("call needs a macro with its arguments.", line)
        }
        try parser.expectEnd()
        let caller = TemplateMacro(
            name: "caller", parameters: parameters, body: try separateBody("endcall", line),
            line: line)
        return .call(callee, caller, line: line)
    }

    private mutating func with(
        _ parser: inout TemplateExpressionParser, _ line: Int
    ) throws -> TemplateStatement {
        var values: [(name: String, value: TemplateExpression)] = []
        while !parser.isAtEnd {
            let name = try parser.identifier()
            try parser.expect("=")
            values.append((name, try parser.expression()))
            if !parser.accept(",") { break }
        }
        try parser.expectEnd()
        return .with(values, try body("endwith", line))
    }

    /// `a`, `a.b`, or names between commas, some of them in parentheses.
    private mutating func target(
        _ parser: inout TemplateExpressionParser, depth: Int = 0
    ) throws -> TemplateTarget {
        guard depth < 20 else { throw parser.fail("the names are nested too deeply.") }
        func one(_ parser: inout TemplateExpressionParser) throws -> TemplateTarget {
            if parser.accept("(") {
                let inner = try target(&parser, depth: depth + 1)
                try parser.expect(")")
                return inner
            }
            let name = try parser.identifier()
            return parser.accept(".") ? .attribute(name, try parser.identifier()) : .name(name)
        }
        var list = [try one(&parser)]
        guard parser.current.kind == .symbol(",") else { return list[0] }
        while parser.accept(",") {
            if case .name(let word) = parser.current.kind, word == "in" { break }
            if parser.current.kind == .symbol(")") || parser.current.kind == .symbol("=") { break }
            list.append(try one(&parser))
        }
        return .names(list)
    }

    /// Up to the closing parenthesis.
    private func parameters(
        _ parser: inout TemplateExpressionParser
    ) throws -> [(name: String, value: TemplateExpression?)] {
        var parameters: [(name: String, value: TemplateExpression?)] = []
        while !parser.accept(")") {
            let parameter = try parser.identifier()
            parameters.append((parameter, parser.accept("=") ? try parser.expression() : nil))
            if !parser.accept(",") {
                try parser.expect(")")
                break
            }
        }
        return parameters
    }
}
