/// The matches that a pre-tokenizer cuts at.
protocol MatchFinder {
    /// Calls `body` with the byte range of every match, left to right. `text` is valid UTF-8.
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
    ) throws
}
