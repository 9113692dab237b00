import Storage

/// Builds the statements of a template from its parts.
struct Parser {
    let name: String
    let parts: [TemplatePart]
    var index = 0
    private var depth = 0
    /// Loops around the statement that is read; `break` and `continue` need one.
    var loops = 0

    init(_ source: String, name: String) throws {
        self.name = name
        var lexer = Lexer(source, name: name)
        parts = try lexer.parts()
    }

    /// - Throws: `DataError` with template name and line.
    static func parse(_ source: String, name: String) throws -> [Statement] {
        var parser = try Parser(source, name: name)
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
        var rest: ExpressionParser
        let line: Int
    }

    mutating func statements(
        until ends: Set<String>, opened: Int = 1
    ) throws -> ([Statement], End?) {
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { throw fail("blocks are nested too deeply.", opened) }
        var list: [Statement] = []
        while index < parts.count {
            let part = parts[index]
            index += 1
            switch part {
            case .text(let text): list.append(.text(text))
            case .output(let tokens, let line):
                var parser = ExpressionParser(tokens, name: name)
                let value = try parser.expression(allowsTuple: true)
                try parser.expectEnd()
                list.append(.output(value, line: line))
            case .block(let tokens, let line):
                var parser = ExpressionParser(tokens, name: name)
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
    mutating func body(_ end: String, _ line: Int) throws -> [Statement] {
        try statements(until: [end], opened: line).0
    }

    private mutating func statement(
        _ word: String, _ parser: inout ExpressionParser, _ line: Int
    ) throws -> Statement {
        switch word {
        case "set": return try set(&parser, line)
        case "if": return try condition(&parser, line)
        case "for": return try loop(&parser, line)
        case "macro": return try macro(&parser, line)
        case "generation": return .scope(try body("endgeneration", line))
        case "filter":
            let filters = try filterChain(&parser)
            return .filterBlock(filters, try body("endfilter", line), line: line)
        case "call": return try call(&parser, line)
        case "with": return try with(&parser, line)
        case "break" where loops > 0: return .break(line: line)
        case "continue" where loops > 0: return .continue(line: line)
        default:
            throw fail(
                "the tag \"\(word)\" is not supported here; set, if, for, macro, call, with, "
                    + "filter, generation, raw and, within loops, break and continue are.", line)
        }
    }

    func filterChain(_ parser: inout ExpressionParser) throws -> [(String, ArgumentList)] {
        var chain = [try parser.filter()]
        while parser.accept("|") { chain.append(try parser.filter()) }
        return chain
    }

    /// `a`, `a.b`, or names between commas, some of them in parentheses.
    mutating func target(
        _ parser: inout ExpressionParser, depth: Int = 0
    ) throws -> AssignmentTarget {
        guard depth < 20 else { throw parser.fail("the names are nested too deeply.") }
        func one(_ parser: inout ExpressionParser) throws -> AssignmentTarget {
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
    func parameters(
        _ parser: inout ExpressionParser
    ) throws -> [(name: String, value: Expression?)] {
        var parameters: [(name: String, value: Expression?)] = []
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
