import Storage

/// Reads what stands between the delimiters of a template.
struct TemplateTokenizer {
    let name: String
    private let source: [Unicode.Scalar]
    private var index = 0
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

    /// Python's white space.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || 0x1C...0x1F ~= scalar.value
    }

    /// Whether the scalar before this place is a line break.
    var passedLineBreak: Bool { index > 0 && source[index - 1] == "\n" }

    /// Steps over white space; true when it ends with a line break.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = index
        while let scalar = current, Self.isSpace(scalar) { advance() }
        return index > start && passedLineBreak
    }

    mutating func acceptSign() -> Unicode.Scalar? {
        guard let sign = current, sign == "-" || sign == "+" else { return nil }
        advance()
        return sign
    }

    private mutating func accept(_ text: String) -> Bool {
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
    mutating func tokens(
        until close: String, _ opened: Int
    ) throws -> ([TemplateToken], Unicode.Scalar?) {
        var tokens: [TemplateToken] = []
        var depth = 0
        while true {
            skipSpace()
            guard let scalar = current else {
                throw fail("the tag that opens here is never closed.", line: opened)
            }
            if depth == 0, let end = closing(close) {
                tokens.append(TemplateToken(kind: .end, line: line))
                return (tokens, end == "}" ? nil : end)
            }
            let here = line
            let kind: TemplateToken.Kind
            if scalar == "'" || scalar == "\"" {
                kind = .string(try string(scalar, here))
            } else if "0"..."9" ~= scalar {
                kind = try number(here, isMember: tokens.last?.kind == .symbol("."))
            } else if scalar == "_" || scalar.properties.isXIDStart {
                let start = index
                while let next = current, next.properties.isXIDContinue { advance() }
                kind = .name(TemplateLexer.string(source[start..<index]))
            } else {
                guard let symbol = Self.symbols.first(where: { accept($0) }) else {
                    throw fail("unexpected character \"\(scalar)\".", line: here)
                }
                if "([{".contains(symbol) { depth += 1 }
                if ")]}".contains(symbol) { depth -= 1 }
                kind = .symbol(symbol)
            }
            tokens.append(TemplateToken(kind: kind, line: here))
        }
    }

    /// Steps over `%}`, `-%}` and the like; the sign, or `}` when there is none.
    private mutating func closing(_ close: String) -> Unicode.Scalar? {
        if accept("\(close)}") { return "}" }
        if accept("-\(close)}") { return "-" }
        if close == "%", accept("+%}") { return "+" }
        return nil
    }

    private mutating func string(_ quote: Unicode.Scalar, _ opened: Int) throws -> String {
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = current {
            advance()
            if scalar == quote { return String(text) }
            guard scalar == "\\", let escaped = current else {
                text.append(scalar)
                continue
            }
            advance()
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "a": text.append("\u{7}")
            case "b": text.append("\u{8}")
            case "f": text.append("\u{C}")
            case "v": text.append("\u{B}")
            case "\\", "'", "\"": text.append(escaped)
            case "\n": break
            case "x": text.append(try code(2, escaped, opened))
            case "u": text.append(try code(4, escaped, opened))
            case "U": text.append(try code(8, escaped, opened))
            case "0"..."7":
                var value = escaped.value - 48
                for _ in 0..<2 {
                    guard let digit = current, "0"..."7" ~= digit else { break }
                    value = value * 8 + digit.value - 48
                    advance()
                }
                text.append(Unicode.Scalar(value) ?? "?")
            default:
                text.append("\\")
                text.append(escaped)
            }
        }
        throw fail("a string is never closed.", line: opened)
    }

    private mutating func code(
        _ count: Int, _ kind: Unicode.Scalar, _ opened: Int
    ) throws -> Unicode.Scalar {
        let digits = TemplateLexer.string(source[index..<min(index + count, source.count)])
        guard digits.utf8.count == count, let value = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw fail("\\\(kind)\(digits) is no character.", line: opened) }
        advance(count)
        return scalar
    }

    /// - Parameter isMember: after a point, as in `list.0.1`, where only whole numbers are.
    private mutating func number(_ here: Int, isMember: Bool) throws -> TemplateToken.Kind {
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)] where accept(prefix) {
            let digits = digits { $0.properties.isASCIIHexDigit }
            guard let value = Int(digits, radix: radix) else {
                throw fail("\(prefix)\(digits) is no number.", line: here)
            }
            return .int(value)
        }
        func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { "0"..."9" ~= $0 } ?? false }
        var text = digits { "0"..."9" ~= $0 }
        var isDouble = false
        if !isMember, current == ".", isDigit(peek(1)) {
            isDouble = true
            advance()
            text += "." + digits { "0"..."9" ~= $0 }
        }
        let hasSign = peek(1) == "+" || peek(1) == "-"
        if !isMember, current == "e" || current == "E", isDigit(peek(hasSign ? 2 : 1)) {
            isDouble = true
            text += "e" + (peek(1) == "-" ? "-" : "")
            advance(hasSign ? 2 : 1)
            text += digits { "0"..."9" ~= $0 }
        }
        if isDouble, let value = Double(text) { return .double(value) }
        if !isDouble, let value = Int(text) { return .int(value) }
        throw fail("\(text) is no number that fits.", line: here)
    }

    /// Digits without the underscores between them.
    private mutating func digits(_ isDigit: (Unicode.Scalar) -> Bool) -> String {
        var text = ""
        while let scalar = current {
            if isDigit(scalar) {
                text.unicodeScalars.append(scalar)
            } else if scalar != "_" || !(peek(1).map(isDigit) ?? false) {
                break
            }
            advance()
        }
        return text
    }
}
