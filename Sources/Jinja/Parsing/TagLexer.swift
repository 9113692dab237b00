import Storage

/// Reads the tokens between the delimiters of a tag.
struct TagLexer {
    let name: String
    let source: [Unicode.Scalar]
    var index = 0
    private(set) var line = 1

    init(_ source: [Unicode.Scalar], name: String) {
        self.source = source
        self.name = name
    }

    func fail(_ message: String, line: Int) -> DataError {
        DataError("\(name) line \(line): \(message)")
    }

    var current: Unicode.Scalar? { peek(0) }

    func peek(_ offset: Int) -> Unicode.Scalar? {
        index + offset < source.count ? source[index + offset] : nil
    }

    mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < source.count {
            if source[index] == "\n" { line += 1 }
            index += 1
        }
    }

    /// Whether the scalar before this place is a line break.
    var passedLineBreak: Bool { index > 0 && source[index - 1] == "\n" }

    /// Steps over white space; true when it ends with a line break.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = index
        while let scalar = current, PythonText.isSpace(scalar) { advance() }
        return index > start && passedLineBreak
    }

    mutating func acceptSign() -> Unicode.Scalar? {
        guard let sign = current, sign == "-" || sign == "+" else { return nil }
        advance()
        return sign
    }

    mutating func accept(_ text: String) -> Bool {
        guard source[index...].starts(with: text.unicodeScalars) else { return false }
        advance(text.unicodeScalars.count)
        return true
    }

    /// Steps over the rest of a tag of one word and, after `-`, the white space behind it.
    mutating func acceptTag(_ word: String) -> Bool {
        var ahead = self
        ahead.skipSpace()
        guard ahead.accept(word) else { return false }
        ahead.skipSpace()
        if ahead.accept("-%}") {
            ahead.skipSpace()
        } else if !ahead.accept("%}") {
            return false
        }
        self = ahead
        return true
    }

    /// Steps over `endraw %}`; the sign before the delimiter, `%` for none, nil when it is no such
    /// tag.
    mutating func acceptEndRaw() -> Unicode.Scalar? {
        skipSpace()
        guard accept("endraw") else { return nil }
        skipSpace()
        let sign = acceptSign()
        return accept("%}") ? sign ?? "%" : nil
    }

    mutating func skipComment(_ opened: Int) throws -> Unicode.Scalar? {
        let start = index
        while index + 1 < source.count {
            if source[index] == "#", source[index + 1] == "}" {
                let before = index > start ? source[index - 1] : " "
                advance(2)
                return before == "-" || before == "+" ? before : nil
            }
            advance()
        }
        throw fail("a comment is never closed.", line: opened)
    }

    private static let symbols = [
        "**", "//", "==", "!=", "<=", ">=", "{", "}", "(", ")", "[", "]", "+", "-", "*", "/", "%",
        "~", "<", ">", "=", ".", ":", "|", ",", ";",
    ]

    /// Tokens up to the closing delimiter, and the sign before it.
    mutating func tokens(until close: String, _ opened: Int) throws -> ([Token], Unicode.Scalar?) {
        var tokens: [Token] = []
        var depth = 0
        while true {
            skipSpace()
            guard let scalar = current else {
                throw fail("the tag that opens here is never closed.", line: opened)
            }
            if depth == 0, let end = closing(close) {
                tokens.append(Token(kind: .end, line: line))
                return (tokens, end == "}" ? nil : end)
            }
            let here = line
            let kind: Token.Kind
            if scalar == "'" || scalar == "\"" {
                kind = .string(try string(scalar, here))
            } else if "0"..."9" ~= scalar {
                kind = try number(here, isMember: tokens.last?.kind == .symbol("."))
            } else if scalar == "_" || scalar.properties.isXIDStart {
                let start = index
                while let next = current, next.properties.isXIDContinue { advance() }
                kind = .name(PythonText.string(source[start..<index]))
            } else {
                guard let symbol = Self.symbols.first(where: { accept($0) }) else {
                    throw fail("unexpected character \"\(scalar)\".", line: here)
                }
                if "([{".contains(symbol) { depth += 1 }
                if ")]}".contains(symbol) { depth -= 1 }
                kind = .symbol(symbol)
            }
            tokens.append(Token(kind: kind, line: here))
        }
    }

    /// Steps over `%}`, `-%}` and the like; the sign, or `}` when there is none.
    private mutating func closing(_ close: String) -> Unicode.Scalar? {
        if accept("\(close)}") { return "}" }
        if accept("-\(close)}") { return "-" }
        if close == "%", accept("+%}") { return "+" }
        return nil
    }
}
