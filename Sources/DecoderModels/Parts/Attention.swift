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
        /// [B, layers, H]; 0 silences a head, 1 leaves it as it is.
        let gates: Tensor?
        let observer: AttentionObserver?
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
        let q = try pass.turn.apply(split(query(x), queryNorm, heads))
        var k = try pass.turn.apply(split(key(x), keyNorm, keyValueHeads))
        var v = try split(value(x), nil, keyValueHeads)
        if let cache = pass.cache {
            (k, v) = try cache.append(layer: layer, keys: k, values: v)
        }
        if let observer = pass.observer {
            let last = try q.narrow(2, start: count - 1, length: 1)
            try observer.observe(query: last, keys: k, mask: pass.mask)
        }
        var heads = try attend(q, k, v, pass.mask)
        if let gates = pass.gates {
            let gate = try gates.select(1, layer).unsqueeze(-1).unsqueeze(-1)
            heads = try heads * gate
        }
        return try output(heads.transpose(1, 2).reshape([rows, count, self.heads * headDim]))
    }

    func attend(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: AttentionMask) throws -> Tensor {
        let isGrouped = keyValueHeads != heads
        switch mask {
        case .everything: return try Tensor.attention(q, k, v, enableGQA: isGrouped)
        case .causal: return try Tensor.attention(q, k, v, isCausal: true, enableGQA: isGrouped)
        case .explicit(let seen):
            return try Tensor.attention(q, k, v, mask: seen, enableGQA: isGrouped)
        }
    }
}

/// `x Wᵀ + b`.
struct Linear {
    let weight: Tensor
    let bias: Tensor?

    func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(weight, bias: bias) }
}
