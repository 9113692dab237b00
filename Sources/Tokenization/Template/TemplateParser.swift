import Artifacts

/// Builds the statements of a template from its parts.
struct TemplateParser {
    let name: String
    private let parts: [TemplatePart]
    private var index = 0
    private var depth = 0

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
        case "break": return .stop(line: line)
        case "continue": return .skip(line: line)
        case "do":
            let value = try parser.expression()
            return .run(value, line: line)
        default:
            throw fail(
                "the tag \"\(word)\" is not supported here; set, if, for, macro, filter, generation, break, continue and raw are.",
                line)
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
        let first = try parser.identifier()
        var target = TemplateTarget.name(first)
        if parser.accept(".") {
            target = .attribute(first, try parser.identifier())
        } else if parser.accept(",") {
            var names = [first]
            repeat { names.append(try parser.identifier()) } while parser.accept(",")
            target = .names(names)
        }
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
        let isGrouped = parser.accept("(")
        var targets = [try parser.identifier()]
        while parser.accept(",") { targets.append(try parser.identifier()) }
        if isGrouped { try parser.expect(")") }
        guard parser.acceptWord("in") else { throw parser.fail("expected \"in\".") }
        // `in a if b` is a filter of the items here, not a conditional value.
        let (items, filter) = try Self.split(parser.expression(allowsTuple: true))
        if parser.acceptWord("recursive") {
            throw fail("recursive loops are not supported.", line)
        }
        try parser.expectEnd()
        let (body, end) = try statements(until: ["else", "endfor"], opened: line)
        let otherwise = end?.word == "else" ? try self.body("endfor", line) : []
        return .loop(
            TemplateLoop(
                targets: targets, items: items, filter: filter, body: body, otherwise: otherwise,
                line: line))
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
        var parameters: [(name: String, value: TemplateExpression?)] = []
        while !parser.accept(")") {
            let parameter = try parser.identifier()
            parameters.append((parameter, parser.accept("=") ? try parser.expression() : nil))
            if !parser.accept(",") {
                try parser.expect(")")
                break
            }
        }
        try parser.expectEnd()
        return .macro(
            TemplateMacro(
                name: name, parameters: parameters, body: try body("endmacro", line), line: line))
    }
}
