import Torch

/// The mask of one segment of a packed sequence: made once, used by every layer of a kind.
struct PackedSegment {
    let count: Int
    /// Its last tokens, whose queries are there.
    let queries: Int
    /// Tokens of the shared prefix before it; 0 for a segment that holds the prefix itself.
    let shared: Int
    /// Over the shared tokens from `mask.first` on and its own.
    let mask: AttentionMask
    /// Whether the queries of the shared tokens are computed again, and their outputs dropped.
    ///
    /// Stock kernels have no causal mask whose last rows are the queries. There a continuation either
    /// brings a mask as a matrix, of which the part to the right of the diagonal is computed for nothing
    /// (count² / 2 products), or all rows of the triangle (shared² / 2).
    let repeatsQueries: Bool

    /// - Parameter queries: of each segment, the number of its last tokens with a query; nil are all.
    static func make(
        _ tokens: PackedTokens, queries: [Int]?, window: Int?, headDim: Int, dtype: DType,
        device: Device
    ) throws -> [PackedSegment] {
        let fits = Attention.fitsKernel(headDim: headDim, dtype: dtype, device: device)
        return try tokens.segments.enumerated().map { index, segment in
            let total = segment.shared + segment.count
            let isWindowed = window.map { total > $0 } ?? false
            let repeats =
                !fits && queries == nil && segment.shared > 0 && segment.shared < segment.count
                && !isWindowed
            let queryCount = queries?[index] ?? segment.count
            return PackedSegment(
                count: segment.count, queries: queryCount, shared: segment.shared,
                mask: try AttentionMask(
                    count: repeats ? total : queryCount, start: repeats ? 0 : total - queryCount,
                    padding: [], window: window, dtype: dtype, device: device),
                repeatsQueries: repeats)
        }
    }
}

extension Attention {
    /// q [1, H, n, D] of the tokens with a query, k and v [1, K, N, D] of a packed sequence ->
    /// [1, H, n, D]
    ///
    /// Keys and values of a shared prefix serve its continuations as they are; a continuation adds
    /// attention of its own queries over them. The result is that of one causal call for each sequence.
    func attendPacked(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, _ segments: [PackedSegment]
    ) throws -> Tensor {
        let counts = segments.map(\.count)
        let queries = try q.split(segments.map(\.queries), dim: 2)
        let keys = try k.split(counts, dim: 2)
        let values = try v.split(counts, dim: 2)
        var prefix = 0
        var outputs: [Tensor] = []
        for (index, segment) in segments.enumerated() {
            if segment.shared == 0 { prefix = index }
            if segment.queries == 0 { continue }
            let first = segment.mask.first
            /// The keys or values that the segment's queries see: of the prefix and its own.
            func visible(_ parts: [Tensor]) throws -> Tensor {
                let skipped = max(first - segment.shared, 0)
                let own =
                    try skipped == 0
                    ? parts[index]
                    : parts[index].narrow(2, start: skipped, length: segment.count - skipped)
                guard first < segment.shared else { return own }
                let start = try parts[prefix].narrow(
                    2, start: first, length: segment.shared - first)
                return try Tensor.cat([start, own], dim: 2)
            }
            var output = try attend(
                segment.repeatsQueries ? visible(queries) : queries[index], visible(keys),
                visible(values), segment.mask)
            if segment.repeatsQueries {
                output = try output.narrow(2, start: segment.shared, length: segment.count)
            }
            outputs.append(try output.transpose(1, 2))
        }
        guard !outputs.isEmpty else { return q }
        // Token by token, as the output layer reads them.
        return try Tensor.cat(outputs, dim: 1).transpose(1, 2)
    }
}
