/// Pairs with the scores of their answers under the reference, row by row.
struct ReferencedPairs {
    var pairs: [TokenizedPair]
    var references: [ReferenceLogProbabilities.Row]

    var count: Int { pairs.count }

    /// The pairs at `indices`, in that order.
    subscript(indices: [Int]) -> ReferencedPairs {
        ReferencedPairs(
            pairs: indices.map { pairs[$0] }, references: indices.map { references[$0] })
    }
}
