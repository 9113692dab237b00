extension Tokenizer {
    /// - Parameter addSpecialTokens: put the tokens around the text that the tokenizer adds to every
    ///   text, such as begin-of-text.
    public func encode(_ text: String, addSpecialTokens: Bool = true) throws -> [Int] {
        run(text, addSpecialTokens, wantsOffsets: false).ids
    }

    /// Ids with the place of each in the text.
    public func encoding(_ text: String, addSpecialTokens: Bool = true) throws -> Encoding {
        run(text, addSpecialTokens, wantsOffsets: true)
    }

    private func run(_ text: String, _ addSpecialTokens: Bool, wantsOffsets: Bool) -> Encoding {
        var text = text
        var result = text.withUTF8 { bytes in
            var run = EncodingRun(
                self, bytes, caches.withLock { $0.popLast() } ?? PieceCache(), wantsOffsets)
            run.encode()
            caches.withLock { $0.append(run.cache) }
            return run.result
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
