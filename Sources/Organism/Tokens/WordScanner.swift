/// Cuts text of the world into the words that byte-pair encoding sees, as
/// ``OrganismChat/splitPattern`` does for ASCII text with single spaces.
///
///     words(" Mira sells what?")   // [" Mira", " sells", " what", "?"]
enum WordScanner {
    static func words(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var words: [String] = []
        var start = 0
        while start < bytes.count {
            var end = start
            if bytes[end] == space, end + 1 < bytes.count { end += 1 }
            if bytes[start] == quote, start + 1 < bytes.count, bytes[start + 1] == s {
                end = start + 2
            } else {
                let kind = kind(bytes[end])
                while end < bytes.count, Self.kind(bytes[end]) == kind { end += 1 }
            }
            words.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return words
    }

    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "'")
    private static let s = UInt8(ascii: "s")

    private enum Kind { case letter, digit, space, other }

    private static func kind(_ byte: UInt8) -> Kind {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a: .letter
        case 0x30...0x39: .digit
        case space: .space
        default: .other
        }
    }
}
