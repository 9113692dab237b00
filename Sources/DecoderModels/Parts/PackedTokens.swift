/// Sequences of one forward pass, laid end to end in a single row without padding.
///
/// A sequence may share the prefix of one before it: their common start is computed once, the sequence's
/// own tokens are a *continuation* of it, and each token sees the tokens before it in its own sequence only.
///
///     sequence      p p p a a        row        p p p a a b b b
///     continuation  p p p b b b      positions  0 1 2 3 4 3 4 5
///
/// ```swift
/// var tokens = PackedTokens()
/// let chosen = tokens.append([5, 6, 7, 8, 9])
/// let rejected = tokens.appendSharingPrefix([5, 6, 7, 4, 4, 4])   // shares three tokens
/// tokens.ids                                                      // [5, 6, 7, 8, 9, 4, 4, 4]
/// (rejected.index(of: 2), rejected.index(of: 3))                  // (2, 5)
/// ```
public struct PackedTokens: Sendable {
    /// Token ids of the row.
    public private(set) var ids: [Int] = []
    /// Of each token, its index in its sequence.
    public private(set) var positions: [Int] = []
    /// New tokens of each sequence that has any, in the order of the row.
    private(set) var segments: [Segment] = []
    /// The last sequence that shares nothing, whose start others may share.
    private var prefix: [Int] = []
    private var prefixStart = 0

    /// Tokens that attend together, after the first `shared` ones of the last sequence that shares nothing.
    struct Segment: Sendable, Equatable {
        var count: Int
        var shared: Int
    }

    /// The places of a sequence's tokens in the row.
    public struct SequenceOffsets: Sendable {
        let shared: Int
        let prefixStart: Int
        let start: Int

        /// The index in the row.
        ///
        /// - Parameter position: of a token in its sequence.
        public func index(of position: Int) -> Int {
            position < shared ? prefixStart + position : start + position - shared
        }
    }

    /// A row without tokens.
    public init() {}

    /// Adds a sequence that shares nothing with those before it.
    @discardableResult
    public mutating func append(_ tokens: [Int]) -> SequenceOffsets { add(tokens, shared: 0) }

    /// Adds a sequence that shares as much as it begins with of the last one that shares nothing; one of
    /// that kind itself if they have no common start.
    @discardableResult
    public mutating func appendSharingPrefix(_ tokens: [Int]) -> SequenceOffsets {
        add(tokens, shared: zip(tokens, prefix).prefix { $0 == $1 }.count)
    }

    /// The end of each segment from the first of `indices` in it on.
    ///
    /// - Returns: indices in the row, ascending, and how many of them are in each segment.
    func ends(_ indices: [Int]) -> (indices: [Int], counts: [Int]) {
        var result: (indices: [Int], counts: [Int]) = ([], [])
        var (start, next) = (0, 0)
        let sorted = indices.sorted()
        for segment in segments {
            let end = start + segment.count
            while next < sorted.count, sorted[next] < start { next += 1 }
            let first = next < sorted.count ? min(sorted[next], end) : end
            result.indices += first..<end
            result.counts.append(end - first)
            start = end
        }
        return result
    }

    private mutating func add(_ tokens: [Int], shared: Int) -> SequenceOffsets {
        if shared == 0 { (prefix, prefixStart) = (tokens, ids.count) }
        let offsets = SequenceOffsets(shared: shared, prefixStart: prefixStart, start: ids.count)
        ids += tokens[shared...]
        positions += shared..<tokens.count
        if shared < tokens.count {
            segments.append(Segment(count: tokens.count - shared, shared: shared))
        }
        return offsets
    }
}
