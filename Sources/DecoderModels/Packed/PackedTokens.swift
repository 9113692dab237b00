/// Sequences of one forward pass, laid end to end in a single row without padding.
///
/// A *branch* begins like the *trunk* before it: their common start is computed once, and each
/// token sees the tokens before it in its own sequence only.
///
///     trunk  p p p a a        row        p p p a a b b b
///     branch p p p b b b      positions  0 1 2 3 4 3 4 5
///
/// ```swift
/// var tokens = PackedTokens()
/// let chosen = tokens.addTrunk([5, 6, 7, 8, 9])
/// let rejected = tokens.addBranch([5, 6, 7, 4, 4, 4])      // shares three tokens
/// tokens.ids                                               // [5, 6, 7, 8, 9, 4, 4, 4]
/// (rejected.place(of: 2), rejected.place(of: 3))           // (2, 5)
/// ```
public struct PackedTokens: Sendable {
    /// Token ids of the row.
    public private(set) var ids: [Int] = []
    /// Of each token, its index in its sequence.
    public private(set) var positions: [Int] = []
    /// New tokens of each sequence that has any, in the order of the row.
    private(set) var runs: [Run] = []
    private var trunk: [Int] = []
    private var trunkStart = 0

    /// Tokens that attend together, after the first `shared` ones of the last trunk.
    struct Run: Sendable, Equatable {
        var count: Int
        var shared: Int
    }

    /// Where the tokens of a sequence are in the row.
    public struct Sequence: Sendable {
        let shared: Int
        let trunk: Int
        let start: Int

        /// - Parameter index: of a token in its sequence.
        public func place(of index: Int) -> Int {
            index < shared ? trunk + index : start + index - shared
        }
    }

    public init() {}

    /// Adds a sequence that shares nothing with those before it.
    @discardableResult
    public mutating func addTrunk(_ tokens: [Int]) -> Sequence { add(tokens, shared: 0) }

    /// Adds a sequence that shares the tokens that it begins with like the last trunk; a trunk
    /// itself if there are none.
    @discardableResult
    public mutating func addBranch(_ tokens: [Int]) -> Sequence {
        add(tokens, shared: zip(tokens, trunk).prefix { $0 == $1 }.count)
    }

    /// The end of each run from the first of `places` in it on.
    ///
    /// - Returns: places in the row, ascending, and how many of them are in each run.
    func ends(_ places: [Int]) -> (places: [Int], counts: [Int]) {
        var result: (places: [Int], counts: [Int]) = ([], [])
        var (start, next) = (0, 0)
        let sorted = places.sorted()
        for run in runs {
            let end = start + run.count
            while next < sorted.count, sorted[next] < start { next += 1 }
            let first = next < sorted.count ? min(sorted[next], end) : end
            result.places += first..<end
            result.counts.append(end - first)
            start = end
        }
        return result
    }

    private mutating func add(_ tokens: [Int], shared: Int) -> Sequence {
        if shared == 0 { (trunk, trunkStart) = (tokens, ids.count) }
        let sequence = Sequence(shared: shared, trunk: trunkStart, start: ids.count)
        ids += tokens[shared...]
        positions += shared..<tokens.count
        if shared < tokens.count { runs.append(Run(count: tokens.count - shared, shared: shared)) }
        return sequence
    }
}
