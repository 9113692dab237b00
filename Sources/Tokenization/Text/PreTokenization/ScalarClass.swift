/// Scalars at which a pre-tokenizer cuts without a regular expression.
enum ScalarClass: MatchFinder, Sendable {
    /// Any kind of number: Rust's `char::is_numeric`.
    case numeric
    /// ASCII's marks, and what Unicode 8 calls punctuation, as the `tokenizers` library has it.
    case punctuation
    case whitespace
    case one(Unicode.Scalar)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        switch self {
        case .one(let one): return scalar == one
        case .whitespace: return properties.isWhitespace
        case .numeric:
            if scalar.isASCII { return (0x30...0x39).contains(scalar.value) }
            switch properties.generalCategory {
            case .decimalNumber, .letterNumber, .otherNumber: return true
            default: return false
            }
        case .punctuation:
            if scalar.isASCII {
                return (0x21...0x7E).contains(scalar.value) && !properties.isAlphabetic
                    && !(0x30...0x39).contains(scalar.value)
            }
            guard let age = properties.age, age.major <= 8 else { return false }
            switch properties.generalCategory {
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
                .initialPunctuation, .finalPunctuation, .otherPunctuation:
                return true
            default: return false
            }
        }
    }

    /// Calls `body` with the byte range of every scalar of the class. `text` is valid UTF-8.
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
    ) rethrows {
        var at = 0
        while at < text.count {
            let lead = UInt32(text[at])
            let count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            var value = count == 1 ? lead : lead & (0x7F >> UInt32(count))
            for offset in 1..<max(count, 1) where at + offset < text.count {
                value = value << 6 | UInt32(text[at + offset] & 0x3F)
            }
            if let scalar = Unicode.Scalar(value), contains(scalar) { try body(at..<at + count) }
            at += count
        }
    }
}
