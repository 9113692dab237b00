extension Tokenizer {
    /// The text of ids. Bytes that are no UTF-8 become U+FFFD; unknown ids are left out.
    public func decode(_ ids: [Int], skipSpecialTokens: Bool = true) -> String {
        var bytes: [UInt8] = []
        for id in ids { bytes += self.bytes(of: id, skipSpecialTokens: skipSpecialTokens) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that an id stands for.
    package func bytes(of id: Int, skipSpecialTokens: Bool) -> [UInt8] {
        if let token = added[id] {
            if token.isSpecial && skipSpecialTokens { return [] }
            // The library decodes these like entries of the vocabulary where it can.
            return ByteAlphabet.decode(token.content) ?? Array(token.content.utf8)
        }
        guard model.entries.indices.contains(id) else { return [] }
        return model.entries[id] ?? []
    }

    /// A decoder at the start of a text.
    /// - Parameter skipSpecialTokens: whether tokens such as begin-of-text are left out.
    public func streamDecoder(skipSpecialTokens: Bool = true) -> StreamDecoder {
        StreamDecoder(tokenizer: self, skipsSpecialTokens: skipSpecialTokens)
    }
}

/// Turns ids into text as they come, never showing half a character.
///
/// ```swift
/// var decoder = tokenizer.streamDecoder()
/// for id in ids { print(decoder.feed(id), terminator: "") }
/// print(decoder.finish())
/// ```
public struct StreamDecoder: Sendable {
    let tokenizer: Tokenizer
    let skipsSpecialTokens: Bool
    /// The start of a scalar whose other bytes are still to come; at most three bytes.
    private var pending: [UInt8] = []

    init(tokenizer: Tokenizer, skipsSpecialTokens: Bool) {
        self.tokenizer = tokenizer
        self.skipsSpecialTokens = skipsSpecialTokens
    }

    /// The text that is certain now.
    public mutating func feed(_ id: Int) -> String {
        pending += tokenizer.bytes(of: id, skipSpecialTokens: skipsSpecialTokens)
        let whole = pending.count - Self.unfinished(pending)
        let text = String(decoding: pending[..<whole], as: UTF8.self)
        pending.removeFirst(whole)
        return text
    }

    /// The remaining text; a scalar that was never finished becomes U+FFFD.
    public mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// Bytes at the end that begin a scalar and lack the rest of it.
    static func unfinished(_ bytes: [UInt8]) -> Int {
        for count in 1...3 where count <= bytes.count {
            let byte = bytes[bytes.count - count]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            return length > count && byte <= 0xF4 ? count : 0
        }
        return 0
    }
}
