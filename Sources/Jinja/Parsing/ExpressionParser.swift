import Storage

/// Reads expressions from the tokens of one tag; binding strengths are those of Jinja.
struct ExpressionParser {
    let name: String
    let tokens: [Token]
    var index = 0
    private var depth = 0
    private var links = 0

    init(_ tokens: [Token], name: String) {
        self.tokens = tokens
        self.name = name
    }

    var current: Token { tokens[min(index, tokens.count - 1)] }
    var isAtEnd: Bool { current.kind == .end }

    func fail(_ message: String) -> DataError {
        DataError("\(name) line \(current.line): \(message)")
    }

    mutating func advance() { index += 1 }

    /// Counts what hangs one expression on another: `a + b + c` is a tree as deep as it is long.
    mutating func link() throws {
        links += 1
        guard links < 500 else { throw fail("the expression is too long.") }
    }

    mutating func accept(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func acceptWord(_ word: String) -> Bool {
        guard current.kind == .name(word) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard accept(symbol) else { throw fail("expected \"\(symbol)\".") }
    }

    mutating func identifier() throws -> String {
        guard case .name(let word) = current.kind else { throw fail("expected a name.") }
        index += 1
        return word
    }

    func expectEnd() throws {
        guard isAtEnd else { throw fail("unexpected text at the end of the tag.") }
    }

    /// An expression; a comma makes a tuple where `allowsTuple`.
    mutating func expression(allowsTuple: Bool = false) throws -> Expression {
        depth += 1
        defer { depth -= 1 }
        // Nesting beyond this is no template that a person wrote; the stack must not run out.
        guard depth < 100 else { throw fail("the expression is nested too deeply.") }
        let first = try conditional()
        guard allowsTuple, current.kind == .symbol(",") else { return first }
        var items = [first]
        while accept(",") {
            // A comma at the end makes a tuple of one.
            if isAtEnd || current.kind == .symbol(")") || current.kind == .symbol("=") { break }
            items.append(try conditional())
        }
        return .tuple(items)
    }

    private mutating func conditional() throws -> Expression {
        var value = try or()
        while acceptWord("if") {
            try link()
            let condition = try or()
            let otherwise = acceptWord("else") ? try conditional() : nil
            value = .conditional(value, condition: condition, otherwise: otherwise)
        }
        return value
    }

    private mutating func or() throws -> Expression {
        var left = try and()
        while case let line = current.line, acceptWord("or") {
            try link()
            left = .binary("or", left, try and(), line: line)
        }
        return left
    }

    private mutating func and() throws -> Expression {
        var left = try not()
        while case let line = current.line, acceptWord("and") {
            try link()
            left = .binary("and", left, try not(), line: line)
        }
        return left
    }

    private mutating func not() throws -> Expression {
        let line = current.line
        guard acceptWord("not") else { return try comparison() }
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw fail("the expression is nested too deeply.") }
        return .unary("not", try not(), line: line)
    }

    private mutating func comparison() throws -> Expression {
        let line = current.line
        let first = try sum()
        var rest: [(sign: String, right: Expression)] = []
        while true {
            if case .symbol(let sign) = current.kind,
                ["==", "!=", "<", "<=", ">", ">="].contains(sign)
            {
                advance()
                rest.append((sign, try sum()))
            } else if acceptWord("in") {
                rest.append(("in", try sum()))
            } else if current.kind == .name("not"), index + 1 < tokens.count,
                tokens[index + 1].kind == .name("in")
            {
                index += 2
                rest.append(("not in", try sum()))
            } else {
                return rest.isEmpty ? first : .comparison(first, rest, line: line)
            }
        }
    }

    private mutating func sum() throws -> Expression {
        try chain(["+", "-"]) { parser in
            // `~` binds tighter than + and weaker than *.
            try parser.chain(["~"]) { parser in
                try parser.chain(["*", "/", "//", "%"]) { parser in
                    // Unlike Python's, Jinja's `**` goes from left to right and after signs.
                    try parser.chain(["**"]) { try $0.unary() }
                }
            }
        }
    }

    private mutating func chain(
        _ signs: [String], _ operand: (inout Self) throws -> Expression
    ) throws -> Expression {
        var left = try operand(&self)
        while case .symbol(let sign) = current.kind, signs.contains(sign) {
            let line = current.line
            advance()
            try link()
            left = .binary(sign, left, try operand(&self), line: line)
        }
        return left
    }

    private mutating func unary(withFilters: Bool = true) throws -> Expression {
        let line = current.line
        for sign in ["-", "+"] where accept(sign) {
            depth += 1
            defer { depth -= 1 }
            guard depth < 100 else { throw fail("the expression is nested too deeply.") }
            let value = Expression.unary(sign, try unary(withFilters: false), line: line)
            return withFilters ? try filters(value) : value
        }
        let value = try postfix(primary())
        return withFilters ? try filters(value) : value
    }
}
