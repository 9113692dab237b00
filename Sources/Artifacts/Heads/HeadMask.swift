/// A set of query heads to silence, and where it came from.
///
/// Silencing a head multiplies its output by 0 before `o_proj`, which equals zeroing the head's
/// input columns of `o_proj.weight`.
public struct HeadMask: Codable, Sendable, Equatable {
    /// Version of the format: 1.
    public var version = 1
    /// The heads, in the order of the selection (highest score first for top-k).
    public var heads: [HeadID]
    /// In words: `top 8`, `at least 0.1`, `random 8, seed 42`.
    public var selection: String
    /// SHA-256 of the score file that the selection was made from; nil for a list typed by hand.
    public var scores: String?

    /// A mask of these heads, whether or not a model has them.
    public init(heads: [HeadID], selection: String, scores: String? = nil) {
        self.heads = heads
        self.selection = selection
        self.scores = scores
    }
}
