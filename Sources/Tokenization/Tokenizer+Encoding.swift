extension Tokenizer {
    /// - Parameter addSpecialTokens: put the tokens around the text that the tokenizer adds to every
    ///   text, such as begin-of-text.
    /// - Throws: `DataError` when a regular expression of the tokenizer needs too many steps.
    public func encode(_ text: String, addSpecialTokens: Bool = true) throws -> [Int] {
        try encoding(text, addSpecialTokens, wantsOffsets: false).ids
    }

    /// Ids with the place of each in the text.
    public func encoding(_ text: String, addSpecialTokens: Bool = true) throws -> Encoding {
        try encoding(text, addSpecialTokens, wantsOffsets: true)
    }

    private func encoding(_ text: String, _ addSpecialTokens: Bool, wantsOffsets: Bool) throws
        -> Encoding
    {
        var text = text
        var result = try text.withUTF8 { bytes in
            var encoder = TextEncoder(
                self, bytes, caches.withLock { $0.popLast() } ?? PieceCache(), wantsOffsets)
            defer { caches.withLock { $0.append(encoder.cache) } }
            try encoder.encode()
            return encoder.result
        }
        if addSpecialTokens {
            let (prefix, suffix) = (postProcessor.prefix, postProcessor.suffix)
            result.ids = prefix + result.ids + suffix
            if wantsOffsets {
                result.offsets =
                    prefix.map { _ in 0..<0 } + result.offsets + suffix.map { _ in 0..<0 }
            }
        }
        return result
    }
}

/// A tokenized text.
public struct Encoding: Sendable, Equatable {
    /// Token ids in the order of the text, those that the tokenizer added included.
    public var ids: [Int]
    /// For each id the Unicode scalars of the input that it stands for; empty for tokens that the
    /// tokenizer added. A scalar cut into several tokens belongs to each of them.
    public var offsets: [Range<Int>]

    /// Ids and, where they are wanted, one offset for each.
    public init(ids: [Int] = [], offsets: [Range<Int>] = []) {
        self.ids = ids
        self.offsets = offsets
    }
}
