/// Python's `int(text)` and `float(text)`.
enum PythonNumber {
    /// Nil for what is no whole number.
    ///
    /// - Throws: `TemplateProblem` for one that does not fit into 64 bits.
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
            throw TemplateProblem("\(text) is no whole number of 64 bits.")
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
}
