import Artifacts

/// A piece of a template: text, or the tokens between delimiters.
enum TemplatePart {
    case text(String)
    /// `{{ … }}`
    case output([TemplateToken], line: Int)
    /// `{% … %}`
    case block([TemplateToken], line: Int)
}

struct TemplateToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case string(String)
        case int(Int)
        case double(Double)
        case symbol(String)
        case end
    }
    let kind: Kind
    let line: Int
}

/// Cuts a template into parts, with Jinja's rules for white space (`trim_blocks` and
/// `lstrip_blocks` on, as transformers sets them).
struct TemplateLexer {
    let name: String
    private let source: [Character]
    private var index = 0
    private var line = 1

    init(_ source: String, name: String) {
        // Python reads \r\n as \n; a last line break is not part of a template.
        var text = source.replacing("\r\n", with: "\n")
        if text.hasSuffix("\n") { text.removeLast() }
        self.source = Array(text)
        self.name = name
    }

    func fail(_ message: String, line: Int) -> DataError {
        DataError("\(name) line \(line): \(message)")
    }

    mutating func parts() throws -> [TemplatePart] {
        var parts: [TemplatePart] = []
        var text: [Character] = []
        var startsLine = true
        func flush() {
            if !text.isEmpty { parts.append(.text(String(text))) }
            text = []
        }
        while index < source.count {
            guard source[index] == "{", index + 1 < source.count,
                "{%#".contains(source[index + 1])
            else {
                if source[index] == "\n" { line += 1 }
                text.append(source[index])
                index += 1
                continue
            }
            let kind = source[index + 1]
            index += 2
            let sign: Character? =
                index < source.count && "-+".contains(source[index]) ? source[index] : nil
            if sign != nil { index += 1 }
            if sign == "-" {
                while text.last?.isWhitespace ?? false { text.removeLast() }
            } else if kind != "{" && sign == nil {
                // lstrip_blocks: only white space before the tag on its line.
                let lineStart = text.lastIndex(of: "\n").map { $0 + 1 } ?? 0
                if lineStart > 0 || startsLine, text[lineStart...].allSatisfy(\.isWhitespace) {
                    text.removeSubrange(lineStart...)
                }
            }
            flush()
            let opened = line
            let trims: Character?
            if kind == "#" {
                trims = try skipComment(opened)
            } else {
                let (tokens, end) = try self.tokens(until: kind == "{" ? "}" : "%", opened)
                parts.append(
                    kind == "{" ? .output(tokens, line: opened) : .block(tokens, line: opened))
                trims = end
                if kind == "%", tokens.count == 2, tokens[0].kind == .name("raw") {
                    parts.removeLast()
                    text = try raw(opened)
                }
            }
            startsLine = false
            if trims == "-" {
                while index < source.count, source[index].isWhitespace {
                    if source[index] == "\n" { line += 1 }
                    startsLine = source[index] == "\n"
                    index += 1
                }
            } else if kind != "{", trims == nil, index < source.count, source[index] == "\n" {
                index += 1
                line += 1
                startsLine = true
            }
        }
        flush()
        return parts
    }

    /// The characters up to `{% endraw %}`.
    private mutating func raw(_ opened: Int) throws -> [Character] {
        let rest = String(source[index...])
        guard let end = rest.firstMatch(of: /\{%[-+]?\s*endraw\s*[-+]?%\}/) else {
            throw fail("raw is never closed.", line: opened)
        }
        let text = Array(rest[..<end.range.lowerBound])
        line += text.count { $0 == "\n" }
        index += text.count + rest[end.range].count
        return text
    }

    private mutating func skipComment(_ opened: Int) throws -> Character? {
        while index + 1 < source.count {
            if source[index] == "#" && source[index + 1] == "}" {
                let before = source[index - 1]
                index += 2
                return "-+".contains(before) ? before : nil
            }
            if source[index] == "\n" { line += 1 }
            index += 1
        }
        throw fail("a comment is never closed.", line: opened)
    }

    private static let symbols = [
        "**", "//", "==", "!=", "<=", ">=", "{", "}", "(", ")", "[", "]", "+", "-", "*", "/", "%",
        "~", "<", ">", "=", ".", ":", "|", ",", ";",
    ]

    /// Tokens up to the closing delimiter, and the sign before it.
    private mutating func tokens(
        until close: Character, _ opened: Int
    ) throws -> ([TemplateToken], Character?) {
        var tokens: [TemplateToken] = []
        var depth = 0
        while true {
            guard index < source.count else {
                throw fail("the tag that opens here is never closed.", line: opened)
            }
            let character = source[index]
            if character.isWhitespace {
                if character == "\n" { line += 1 }
                index += 1
                continue
            }
            if depth == 0 || close == "%", let end = closing(close) {
                tokens.append(TemplateToken(kind: .end, line: line))
                return (tokens, end.sign)
            }
            let here = line
            let kind: TemplateToken.Kind
            if character == "'" || character == "\"" {
                kind = .string(try string(character, here))
            } else if character.isNumber {
                kind = try number(here)
            } else if character.isLetter || character == "_" {
                var word = ""
                while index < source.count,
                    source[index].isLetter || source[index].isNumber || source[index] == "_"
                {
                    word.append(source[index])
                    index += 1
                }
                kind = .name(word)
            } else {
                guard let symbol = Self.symbols.first(where: { matches($0) }) else {
                    throw fail("unexpected character \"\(character)\".", line: here)
                }
                index += symbol.count
                if "([{".contains(symbol) { depth += 1 }
                if ")]}".contains(symbol) { depth -= 1 }
                kind = .symbol(symbol)
            }
            tokens.append(TemplateToken(kind: kind, line: here))
        }
    }

    private func matches(_ text: String) -> Bool {
        index + text.count <= source.count && String(source[index..<index + text.count]) == text
    }

    /// Steps over `%}`, `-%}` and the like.
    private mutating func closing(_ close: Character) -> (sign: Character?, Void)? {
        for (text, sign) in [
            ("\(close)}", nil as Character?), ("-\(close)}", "-"), ("+\(close)}", "+"),
        ] where matches(text) {
            index += text.count
            return (sign, ())
        }
        return nil
    }

    private mutating func string(_ quote: Character, _ opened: Int) throws -> String {
        index += 1
        var text = ""
        while index < source.count {
            let character = source[index]
            index += 1
            if character == quote { return text }
            if character == "\n" { line += 1 }
            guard character == "\\", index < source.count else {
                text.append(character)
                continue
            }
            let escaped = source[index]
            index += 1
            switch escaped {
            case "n": text += "\n"
            case "t": text += "\t"
            case "r": text += "\r"
            case "\\", "'", "\"": text.append(escaped)
            case "u", "x":
                let count = escaped == "u" ? 4 : 2
                let digits = String(source[index..<min(index + count, source.count)])
                guard digits.count == count, let value = UInt32(digits, radix: 16),
                    let scalar = Unicode.Scalar(value)
                else { throw fail("\\\(escaped)\(digits) is no character.", line: opened) }
                text.unicodeScalars.append(scalar)
                index += count
            case "\n": line += 1
            default:
                text += "\\"
                text.append(escaped)
            }
        }
        throw fail("a string is never closed.", line: opened)
    }

    private mutating func number(_ here: Int) throws -> TemplateToken.Kind {
        var text = ""
        var isDouble = false
        while index < source.count {
            let character = source[index]
            let next = index + 1 < source.count ? source[index + 1] : " "
            if character.isASCII && character.isNumber {
                text.append(character)
            } else if character == "." && !isDouble && next.isNumber {
                isDouble = true
                text.append(character)
            } else if "eE".contains(character),
                next.isNumber || (("+-".contains(next)) && index + 2 < source.count)
            {
                isDouble = true
                text.append(character)
                text.append(next)
                index += 1
            } else if character != "_" {
                break
            }
            index += 1
        }
        if isDouble, let value = Double(text) { return .double(value) }
        if !isDouble, let value = Int(text) { return .int(value) }
        throw fail("\(text) is no number that fits.", line: here)
    }
}
