/// A tokenized text.
public struct Encoding: Sendable, Equatable {
    public var ids: [Int]
    /// For each id the Unicode scalars of the input that it stands for; empty for tokens that the
    /// tokenizer added. A scalar cut into several tokens belongs to each of them.
    public var offsets: [Range<Int>]

    public init(ids: [Int] = [], offsets: [Range<Int>] = []) {
        self.ids = ids
        self.offsets = offsets
    }
}
