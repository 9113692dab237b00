/// The layout of the sequences of a forward pass. Both give the same numbers but for rounding.
public enum BatchLayout: String, Codable, Sendable, CaseIterable {
    /// End to end without padding; what both answers of a pair begin with is computed once.
    case packed
    /// A row for each answer with its own prompt, filled up to the longest: the plain way, kept as
    /// the reference.
    case padded
}
