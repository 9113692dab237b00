import Torch

/// Grouped-query attention of one layer, and the only place that knows about head gates and hooks.
///
/// Shapes: B rows, T new tokens, S keys in all, H query heads, K key-value heads, D head size.
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

    /// x [B, T, hidden] -> [B, T, hidden], or of the pass's output tokens only, [B, n, hidden].
    func callAsFunction(_ x: Tensor, _ pass: AttentionPass) throws -> Tensor {
        let rows = x.size(0)
        func split(_ flat: Tensor, _ norm: Tensor?, _ number: Int) throws -> Tensor {
            var flat = flat
            if queryKeyNorm == .wholeWidth, let norm {
                flat = try flat.rmsNorm(norm, epsilon: epsilon)
            }
            var vectors = try flat.view([rows, flat.size(1), number, headDim])
            if queryKeyNorm == .perHead, let norm {
                vectors = try vectors.rmsNorm(norm, epsilon: epsilon)
            }
            return try vectors.transpose(1, 2)
        }
        let queryInput = try pass.outputTokens.map { try x.indexSelect(1, $0.indices) } ?? x
        let queryRope = pass.outputTokens?.rope ?? pass.rope
        var q = try queryRope.apply(split(query(queryInput), queryNorm, heads))
        if let gates = pass.gates { q = try gates.gated(queries: q, layer: layer) }
        var k = try pass.rope.apply(split(key(x), keyNorm, keyValueHeads))
        var v = try split(value(x), nil, keyValueHeads)
        if let cache = pass.cache {
            (k, v) = try cache.update(layer: layer, keys: k, values: v)
        }
        var headOutputs =
            switch pass.mask {
            case .packed(let segments): try attendPacked(q, k, v, segments)
            case .dense(let mask): try attendObserved(q, k, v, mask, pass.hook)
            }
        try pass.hook?.record(outputs: headOutputs)
        if let gates = pass.gates {
            headOutputs = try gates.gated(outputs: headOutputs, layer: layer)
        }
        return try output(
            headOutputs.transpose(1, 2).reshape([rows, queryInput.size(1), heads * headDim]))
    }

    /// Attention with a hook; k and v have all columns.
    private func attendObserved(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: AttentionMask,
        _ hook: (any AttentionHook)?
    ) throws -> Tensor {
        var (k, v) = (k, v)
        if mask.first > 0 {
            let length = k.size(2) - mask.first
            k = try k.narrow(2, start: mask.first, length: length)
            v = try v.narrow(2, start: mask.first, length: length)
        }
        if q.size(2) == 1, let firstVisible = mask.firstVisible, hook?.needsOnlyArgmax != false,
            fitsDecodeKernel(q, k)
        {
            let (outputs, argmax) = try Tensor.decodeAttention(q, k, v, first: firstVisible)
            hook?.record(argmax: argmax, first: mask.first)
            return outputs
        }
        try hook?.record(queries: q, keys: k, mask: mask)
        return try attend(q, k, v, mask)
    }

    /// Whether the engine's decoding kernel fits: one new token a row, nothing to differentiate.
    private func fitsDecodeKernel(_ q: Tensor, _ k: Tensor) -> Bool {
        q.device == .cpu && q.dtype == .float32 && k.dtype == .float32 && !q.requiresGrad
            && !k.requiresGrad
    }

    /// Whether the engine's causal kernel fits, which needs no mask and no copies of keys for a group.
    static func fitsKernel(headDim: Int, dtype: DType, device: Device) -> Bool {
        device == .cpu && dtype == .float32 && headDim.isMultiple(of: 16)
    }

    /// q [B, H, T, D], k and v [B, K, S, D] -> [B, H, T, D]
    func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: AttentionMask) throws -> Tensor {
        if Self.fitsKernel(headDim: headDim, dtype: q.dtype, device: q.device), k.dtype == q.dtype {
            return try .causalAttention(q, k, v, first: mask.firstVisible, window: mask.window)
        }
        let (group, kind) = (heads / keyValueHeads, try mask.kind())
        if group > 1, q.size(2) == 1 {
            // One token: the heads of a group are taken as its queries, so that each key is read
            // once for all of them.
            let grouped = try q.reshape([q.size(0), keyValueHeads, group, headDim])
            return try scaledDotProduct(grouped, k, v, kind, isGrouped: false).reshape(q.shape)
        }
        if group > 1, q.device == .cpu {
            // Many tokens: the CPU kernel is faster with keys and values copied for every head
            // [1.2 times at 4096 tokens, groups of 2; the results are equal bit for bit].
            return try scaledDotProduct(
                q, repeatKV(k, group), repeatKV(v, group), kind, isGrouped: false)
        }
        return try scaledDotProduct(q, k, v, kind, isGrouped: group > 1)
    }

    /// [B, K, S, D] -> [B, K * group, S, D], each head `group` times in a row.
    private func repeatKV(_ x: Tensor, _ group: Int) throws -> Tensor {
        let (rows, length) = (x.size(0), x.size(2))
        return try x.unsqueeze(2).expand([rows, keyValueHeads, group, length, headDim])
            .reshape([rows, keyValueHeads * group, length, headDim])
    }

    private func scaledDotProduct(
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
