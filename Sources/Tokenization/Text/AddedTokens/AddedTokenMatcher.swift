/// Finds added tokens: the leftmost, of those the longest.
struct AddedTokenMatcher: Sendable {
    private let tokens: [(bytes: [UInt8], token: AddedToken)]
    /// Places in `tokens` by first byte, longest first.
    private let byFirst: [[Int]]
    let isEmpty: Bool
    /// Special tokens are found, and left to be cut like other text.
    let splitsSpecialTokens: Bool

    /// - Parameter spelling: how a token stands in the text that is searched.
    init(
        _ tokens: [AddedToken], splitsSpecialTokens: Bool,
        spelling: (AddedToken) -> [UInt8] = { Array($0.content.utf8) }
    ) {
        self.splitsSpecialTokens = splitsSpecialTokens
        self.tokens = tokens.map { (spelling($0), $0) }.filter { !$0.0.isEmpty }
            .sorted { $0.0.count > $1.0.count }
        var byFirst = [[Int]](repeating: [], count: 256)
        for (place, entry) in self.tokens.enumerated() {
            byFirst[Int(entry.bytes[0])].append(place)
        }
        self.byFirst = byFirst
        isEmpty = self.tokens.isEmpty
    }

    /// Calls `body` with every stretch of the text, the added tokens among them, left to right.
    /// A token's stretch has the white space that it strips.
    func forEachPart(
        of text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, AddedToken?) throws -> Void
    ) rethrows {
        var last = 0
        var index = 0
        try byFirst.withUnsafeBufferPointer { byFirst in
            while index < text.count, !isEmpty {
                let candidates = byFirst[Int(text[index])]
                guard !candidates.isEmpty,
                    let place = candidates.first(where: { stands(tokens[$0].bytes, index, text) })
                else {
                    index += 1
                    continue
                }
                let token = tokens[place].token
                var start = index
                var end = index + tokens[place].bytes.count
                index = end
                if splitsSpecialTokens, token.isSpecial { continue }
                if token.isSingleWord, Self.touchesWord(text, start, end) { continue }
                if token.stripsLeft {
                    while start > last, let scalar = Self.scalar(before: start, text),
                        scalar.properties.isWhitespace
                    { start -= UTF8.width(scalar) }
                }
                if token.stripsRight {
                    while let scalar = Self.scalar(at: end, text), scalar.properties.isWhitespace {
                        end += UTF8.width(scalar)
                    }
                }
                start = max(start, last)
                if start > last { try body(last..<start, nil) }
                try body(start..<end, token)
                last = end
                index = end
            }
        }
        if last < text.count { try body(last..<text.count, nil) }
    }

    private func stands(
        _ bytes: [UInt8], _ index: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard index + bytes.count <= text.count else { return false }
        for offset in bytes.indices where text[index + offset] != bytes[offset] { return false }
        return true
    }

    private static func touchesWord(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> Bool {
        (scalar(before: start, text).map(isWord) ?? false)
            || (scalar(at: end, text).map(isWord) ?? false)
    }

    private static func scalar(
        at place: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> Unicode.Scalar? {
        guard place < text.count else { return nil }
        let part = text[place..<min(place + 4, text.count)]
        return String(decoding: part, as: UTF8.self).unicodeScalars.first
    }

    private static func scalar(
        before place: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> Unicode.Scalar? {
        var start = place - 1
        while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start < 0 ? nil : scalar(at: start, text)
    }

    /// `\w` of Unicode's regular expressions (UTS 18, annex C).
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default: return false
        }
    }
}
