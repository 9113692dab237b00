import Torch

/// What the queries of one run of a packed row see: made once, used by every layer of a kind.
struct PackedPiece {
    let count: Int
    /// Its last tokens, whose queries are there.
    let queries: Int
    /// Tokens of the trunk before it; 0 for a trunk itself.
    let shared: Int
    /// Over the shared tokens from `mask.first` on and its own.
    let mask: AttentionMask
    /// Whether the queries of the shared tokens are computed again, and their outputs dropped.
    ///
    /// Stock kernels have no causal mask whose last rows are the queries. There a branch either brings
    /// a mask as a matrix, of which the part to the right of the diagonal is computed for nothing
    /// (count² / 2 products), or all rows of the triangle (shared² / 2).
    let repeatsQueries: Bool

    /// - Parameter queries: of each run, the number of its last tokens that ask; nil are all.
    static func make(
        _ tokens: PackedTokens, queries: [Int]?, window: Int?, headDim: Int, dtype: DType,
        device: Device
    ) throws -> [PackedPiece] {
        let fits = Attention.fitsKernel(headDim: headDim, dtype: dtype, device: device)
        return try tokens.runs.enumerated().map { index, run in
            let isWindowed = window.map { run.shared + run.count > $0 } ?? false
            let repeats =
                !fits && queries == nil && run.shared > 0 && run.shared < run.count && !isWindowed
            let asking = queries?[index] ?? run.count
            let total = run.shared + run.count
            return PackedPiece(
                count: run.count, queries: asking, shared: run.shared,
                mask: try AttentionMask(
                    count: repeats ? total : asking, start: repeats ? 0 : total - asking,
                    padding: [], window: window, dtype: dtype, device: device),
                repeatsQueries: repeats)
        }
    }
}

extension Attention {
    /// q [1, H, n, D] of the tokens that ask, k and v [1, K, N, D] of a packed row -> [1, H, n, D]
    ///
    /// Keys and values of a trunk serve its branches as they are; what a branch adds is attention
    /// of its own queries over them. The result is that of one causal call for each sequence.
    func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ pieces: [PackedPiece]) throws -> Tensor {
        let counts = pieces.map(\.count)
        let queries = try q.split(pieces.map(\.queries), dim: 2)
        let keys = try k.split(counts, dim: 2)
        let values = try v.split(counts, dim: 2)
        var trunk = 0
        var outputs: [Tensor] = []
        for (index, piece) in pieces.enumerated() {
            if piece.shared == 0 { trunk = index }
            if piece.queries == 0 { continue }
            let first = piece.mask.first
            /// What the piece's queries see of the trunk's keys or values and its own.
            func seen(_ parts: [Tensor]) throws -> Tensor {
                let skipped = max(first - piece.shared, 0)
                let own =
                    try skipped == 0
                    ? parts[index]
                    : parts[index].narrow(2, start: skipped, length: piece.count - skipped)
                guard first < piece.shared else { return own }
                let start = try parts[trunk].narrow(2, start: first, length: piece.shared - first)
                return try Tensor.cat([start, own], dim: 2)
            }
            var output = try attend(
                piece.repeatsQueries ? seen(queries) : queries[index], seen(keys), seen(values),
                piece.mask)
            if piece.repeatsQueries {
                output = try output.narrow(2, start: piece.shared, length: piece.count)
            }
            outputs.append(try output.transpose(1, 2))
        }
        guard !outputs.isEmpty else { return q }
        // Token by token, as the output layer reads them.
        return try Tensor.cat(outputs, dim: 1).transpose(1, 2)
    }
}
