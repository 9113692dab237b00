import Torch

/// What the queries of one run of a packed row see: made once, used by every layer of a kind.
struct PackedPiece {
    let count: Int
    /// Tokens of the trunk before it; 0 for a trunk itself.
    let shared: Int
    /// Over the shared tokens from `mask.first` on and its own.
    let mask: AttentionMask
    /// Whether the queries of the shared tokens are computed again, and their outputs dropped.
    ///
    /// The kernel has no causal mask whose last rows are the queries. So a branch either brings a
    /// mask as a matrix, of which the part to the right of the diagonal is computed for nothing
    /// (count² / 2 products), or all rows of the triangle (shared² / 2).
    let repeatsQueries: Bool

    static func make(
        _ tokens: PackedTokens, window: Int?, dtype: DType, device: Device
    ) throws -> [PackedPiece] {
        try tokens.runs.map { run in
            let isWindowed = window.map { run.shared + run.count > $0 } ?? false
            let repeats = run.shared > 0 && run.shared < run.count && !isWindowed
            return PackedPiece(
                count: run.count, shared: run.shared,
                mask: try AttentionMask.make(
                    count: repeats ? run.shared + run.count : run.count,
                    start: repeats ? 0 : run.shared, padding: [], window: window, dtype: dtype,
                    device: device),
                repeatsQueries: repeats)
        }
    }
}

extension Attention {
    /// q [1, H, N, D], k and v [1, K, N, D] of a packed row -> [1, H, N, D]
    ///
    /// Keys and values of a trunk serve its branches as they are; what a branch adds is attention
    /// of its own queries over them. The result is that of one causal call for each sequence.
    func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ pieces: [PackedPiece]) throws -> Tensor {
        let counts = pieces.map(\.count)
        let queries = try q.split(counts, dim: 2)
        let keys = try k.split(counts, dim: 2)
        let values = try v.split(counts, dim: 2)
        var trunk = 0
        var outputs: [Tensor] = []
        for (index, piece) in pieces.enumerated() {
            var output: Tensor
            if piece.shared == 0 {
                trunk = index
                output = try attend(queries[index], keys[index], values[index], piece.mask)
            } else {
                func joined(_ parts: [Tensor], from first: Int) throws -> Tensor {
                    let start = try parts[trunk].narrow(
                        2, start: first, length: piece.shared - first)
                    return try Tensor.cat([start, parts[index]], dim: 2)
                }
                let first = piece.mask.first
                output = try attend(
                    piece.repeatsQueries ? joined(queries, from: 0) : queries[index],
                    joined(keys, from: first), joined(values, from: first), piece.mask)
                if piece.repeatsQueries {
                    output = try output.narrow(2, start: piece.shared, length: piece.count)
                }
            }
            outputs.append(try output.transpose(1, 2))
        }
        // Token by token, as the output layer reads them.
        return try Tensor.cat(outputs, dim: 1).transpose(1, 2)
    }
}
