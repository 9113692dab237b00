import Foundation

/// Python's `int(text)` and `float(text)`, and the text of a float.
enum PythonNumber {
    /// Nil for what is no whole number.
    ///
    /// - Throws: `RenderError` for one that does not fit into 64 bits.
    static func int(_ text: String, base: Int) throws -> Int? {
        guard base == 0 || 2...36 ~= base else { return nil }
        var digits = PythonText.stripped(text, nil).lowercased()
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        var radix = base == 0 ? 10 : base
        for (prefix, own) in [("0x", 16), ("0o", 8), ("0b", 2)]
        where digits.hasPrefix(prefix) && (base == 0 || base == own) {
            digits.removeFirst(2)
            if digits.hasPrefix("_") { digits.removeFirst() }
            radix = own
        }
        guard let plain = withoutSeparators(digits),
            plain.utf8.allSatisfy({ $0 > 0x2F && $0 < 0x80 }),
            plain.unicodeScalars.allSatisfy({
                Int(String(Character($0)), radix: radix) != nil
            })
        else { return nil }
        guard let value = Int((isNegative ? "-" : "") + plain, radix: radix) else {
            throw RenderError("\(text) is no whole number of 64 bits.")
        }
        return value
    }

    /// Nil for what is no number.
    static func float(_ text: String) -> Double? {
        let plain = PythonText.stripped(text, nil)
        guard !plain.lowercased().contains("x"), !plain.lowercased().contains("p"),
            let digits = withoutSeparators(plain)
        else { return nil }
        return Double(digits)
    }

    /// Single underscores between digits go; nil for others and for no digits.
    private static func withoutSeparators(_ text: String) -> String? {
        guard !text.isEmpty else { return nil }
        guard text.contains("_") else { return text }
        let bytes = Array(text.utf8)
        for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard place > 0, place + 1 < bytes.count,
                Character(Unicode.Scalar(bytes[place - 1])).isHexDigit,
                Character(Unicode.Scalar(bytes[place + 1])).isHexDigit
            else { return nil }
        }
        return text.filter { $0 != "_" }
    }

    /// `1.0`, `0.1`, `1e+16`: Python's shortest spelling.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let magnitude = abs(value)
        if magnitude >= 1e16 || (magnitude < 1e-4 && magnitude > 0) {
            // Swift writes 1e+16 and 1e-05 as Python does, but for the two digits of the exponent.
            let parts = "\(value)".split(separator: "e")
            guard parts.count == 2 else { return scientific(value) }
            var mantissa = String(parts[0])
            if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
            let sign = parts[1].hasPrefix("-") ? "-" : "+"
            let digits = parts[1].drop { $0 == "-" || $0 == "+" }
            return "\(mantissa)e\(sign)\(digits.count < 2 ? "0" : "")\(digits)"
        }
        let text = "\(value)"
        guard let mark = text.firstIndex(of: "e") else { return text }
        // Swift goes to exponents a little earlier than Python.
        return plain(String(text[..<mark]), exponent: Int(text[text.index(after: mark)...]) ?? 0)
    }

    private static func scientific(_ value: Double) -> String {
        let digits = "\(value)".filter { $0.isNumber || $0 == "-" }.replacing(/0+$/, with: "")
        let exponent = Int(log10(abs(value)).rounded(.down))
        let body = digits.drop { $0 == "-" }
        let mantissa = body.count > 1 ? "\(body.prefix(1)).\(body.dropFirst())" : String(body)
        return "\(value < 0 ? "-" : "")\(mantissa)e+\(exponent)"
    }

    private static func plain(_ mantissa: String, exponent: Int) -> String {
        let isNegative = mantissa.hasPrefix("-")
        let parts = mantissa.drop { $0 == "-" }.split(separator: ".")
        var digits = parts.joined()
        var point = (parts.first?.count ?? 0) + exponent
        if point <= 0 {
            digits = String(repeating: "0", count: 1 - point) + digits
            point = 1
        }
        if digits.count < point + 1 {
            digits += String(repeating: "0", count: point + 1 - digits.count)
        }
        let text = "\(digits.prefix(point)).\(digits.dropFirst(point))"
        return (isNegative ? "-" : "") + text
    }
}
