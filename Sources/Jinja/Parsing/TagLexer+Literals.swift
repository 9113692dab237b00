/// Strings and numbers.
extension TagLexer {
    /// A string, from its opening quote on, with Python's escapes.
    mutating func string(_ quote: Unicode.Scalar, _ opened: Int) throws -> String {
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

    /// The scalar of a `\x`, `\u` or `\U` with so many digits.
    private mutating func code(
        _ count: Int, _ kind: Unicode.Scalar, _ opened: Int
    ) throws -> Unicode.Scalar {
        let digits = PythonText.string(source[index..<min(index + count, source.count)])
        guard digits.utf8.count == count, let value = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw fail("\\\(kind)\(digits) is no character.", line: opened) }
        advance(count)
        return scalar
    }

    /// - Parameter isMember: after a point, as in `list.0.1`, where only whole numbers are.
    mutating func number(_ here: Int, isMember: Bool) throws -> Token.Kind {
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
