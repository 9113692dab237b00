import Torch

/// Grouped-query attention of one layer, and the only place that knows about head gates and
/// observation.
///
/// Shapes: B rows, T new tokens, S columns in all, H query heads, K key-value heads, D head size.
struct Attention {
    let layer: Int
    let heads: Int
    let keyValueHeads: Int
    let headDim: Int
    let epsilon: Double
    let queryKeyNorm: Architecture.QueryKeyNorm

    let query: Linear
    let key: Linear
    let value: Linear
    let output: Linear
    let queryNorm: Tensor?
    let keyNorm: Tensor?

    /// What one forward pass gives to every layer.
    struct Pass {
        let turn: RotaryEmbedding.Turn
        let mask: AttentionMask
        let cache: KeyValueCache?
        let gates: HeadGates?
        let watcher: (any AttentionWatcher)?
        /// Of a packed row, where `mask` says nothing: which tokens each piece sees.
        var pieces: [PackedPiece]?
    }

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor {
        let (rows, count) = (x.size(0), x.size(1))
        func split(_ flat: Tensor, _ norm: Tensor?, _ number: Int) throws -> Tensor {
            var flat = flat
            if queryKeyNorm == .wholeWidth, let norm {
                flat = try flat.rmsNorm(norm, epsilon: epsilon)
            }
            var vectors = try flat.view([rows, count, number, headDim])
            if queryKeyNorm == .perHead, let norm {
                vectors = try vectors.rmsNorm(norm, epsilon: epsilon)
            }
            return try vectors.transpose(1, 2)
        }
        var q = try pass.turn.apply(split(query(x), queryNorm, heads))
        if let gates = pass.gates { q = try gates.gated(queries: q, layer: layer) }
        var k = try pass.turn.apply(split(key(x), keyNorm, keyValueHeads))
        var v = try split(value(x), nil, keyValueHeads)
        if let cache = pass.cache {
            (k, v) = try cache.append(layer: layer, keys: k, values: v)
        }
        if pass.mask.first > 0 {
            let (first, reach) = (pass.mask.first, k.size(2) - pass.mask.first)
            k = try k.narrow(2, start: first, length: reach)
            v = try v.narrow(2, start: first, length: reach)
        }
        var heads: Tensor
        if let pieces = pass.pieces {
            heads = try attend(q, k, v, pieces)
        } else if let starts = pass.mask.starts, takesKernel(q, k, pass) {
            let best: Tensor
            (heads, best) = try Tensor.decodeAttention(q, k, v, first: starts)
            pass.watcher?.watch(best: best, first: pass.mask.first)
        } else {
            try pass.watcher?.watch(queries: q, keys: k, mask: pass.mask)
            heads = try attend(q, k, v, pass.mask)
        }
        try pass.watcher?.watch(outputs: heads)
        if let gates = pass.gates { heads = try gates.gated(outputs: heads, layer: layer) }
        return try output(heads.transpose(1, 2).reshape([rows, count, self.heads * headDim]))
    }

    /// Whether the engine's own kernel fits: one new token a row, nothing to differentiate.
    private func takesKernel(_ q: Tensor, _ k: Tensor, _ pass: Pass) -> Bool {
        pass.watcher?.takesBest != false && q.device == .cpu && q.dtype == .float32
            && k.dtype == .float32 && !q.requiresGrad && !k.requiresGrad
    }

    /// q [B, H, T, D], k and v [B, K, S, D] -> [B, H, T, D]
    func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: AttentionMask) throws -> Tensor {
        let group = heads / keyValueHeads
        if group > 1, q.size(2) == 1 {
            // One token: the heads of a group are taken as its queries, so that each key is read
            // once for all of them.
            let grouped = try q.reshape([q.size(0), keyValueHeads, group, headDim])
            return try attend(grouped, k, v, mask.kind, isGrouped: false).reshape(q.shape)
        }
        if group > 1, q.device == .cpu {
            // Many tokens: the CPU kernel is faster with keys and values copied for every head
            // [1.2 times at 4096 tokens, groups of 2; the results are equal bit for bit].
            return try attend(
                q, spread(k, group), spread(v, group), mask.kind, isGrouped: false)
        }
        return try attend(q, k, v, mask.kind, isGrouped: group > 1)
    }

    /// [B, K, S, D] -> [B, K * group, S, D], each head `group` times in a row.
    private func spread(_ x: Tensor, _ group: Int) throws -> Tensor {
        let (rows, columns) = (x.size(0), x.size(2))
        return try x.unsqueeze(2).expand([rows, keyValueHeads, group, columns, headDim])
            .reshape([rows, keyValueHeads * group, columns, headDim])
    }

    private func attend(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: AttentionMask.Kind, isGrouped: Bool
    ) throws -> Tensor {
        switch mask {
        case .everything: try Tensor.attention(q, k, v, enableGQA: isGrouped)
        case .causal: try Tensor.attention(q, k, v, isCausal: true, enableGQA: isGrouped)
        case .explicit(let bias):
            try Tensor.attention(q, k, v, mask: bias, enableGQA: isGrouped)
        }
    }
}
