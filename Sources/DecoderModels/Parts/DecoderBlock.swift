package import Torch

/// One layer: attention and MLP, each added to the stream.
struct DecoderBlock {
    let attention: Attention
    let mlp: GatedMLP
    let norms: Architecture.Norms
    let attentionNorm: Tensor
    let mlpNorm: Tensor
    let epsilon: Double
    let isSliding: Bool

    /// x [B, T, hidden] -> [B, T, hidden], or of the pass's output tokens only, [B, n, hidden].
    func callAsFunction(_ x: Tensor, _ pass: AttentionPass) throws -> Tensor {
        let stream = try pass.outputTokens.map { try x.indexSelect(1, $0.indices) } ?? x
        let y =
            switch norms {
            case .pre:
                try sum(stream, attention(x.rmsNorm(attentionNorm, epsilon: epsilon), pass))
            case .post:
                try sum(stream, attention(x, pass).rmsNorm(attentionNorm, epsilon: epsilon))
            }
        switch norms {
        case .pre: return try sum(y, mlp(y.rmsNorm(mlpNorm, epsilon: epsilon)))
        case .post: return try sum(y, mlp(y).rmsNorm(mlpNorm, epsilon: epsilon))
        }
    }

    /// The sum of the stream and a part, in the part's memory where no gradient needs it.
    private func sum(_ stream: Tensor, _ part: Tensor) throws -> Tensor {
        stream.requiresGrad || part.requiresGrad ? try stream + part : try part.add_(stream)
    }
}

/// `x Wᵀ + b`, and an adapter's addition to it.
struct Linear {
    let weight: Tensor
    let bias: Tensor?
    let adapter: LowRankAdapter?

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let y = try x.linear(weight, bias: bias)
        guard let adapter else { return y }
        return try y + adapter(x)
    }
}

/// A low-rank addition to a linear map: x Aᵀ Bᵀ · scale.
package struct LowRankAdapter {
    /// [rank, in]
    package let a: Tensor
    /// [out, rank]
    package let b: Tensor
    package let scale: Double

    /// [.., in] -> [.., out]; in the adapter's own dtype, which is float32 beside bfloat16 weights.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try (x.to(a.dtype).linear(a).linear(b) * scale).to(x.dtype)
    }

    /// - Parameter map: such as `model.layers.3.self_attn.q_proj`.
    func parameters(_ map: String) -> [(name: String, tensor: Tensor)] {
        [("\(map).lora_A.weight", a), ("\(map).lora_B.weight", b)]
    }

    /// The addition to the weight, [out, in].
    func weight() throws -> Tensor { try b.matmul(a) * scale }
}

/// SwiGLU (Shazeer 2020): `down(silu(gate(x)) * up(x))`.
struct GatedMLP {
    let gate: Linear
    let up: Linear
    let down: Linear

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let (gate, up) = (try gate(x), try up(x))
        let isRecorded = gate.requiresGrad || up.requiresGrad
        // The gate has no other user; overwriting it saves memory traffic.
        return try down(isRecorded ? gate.swiglu(up) : gate.swiglu_(up))
    }
}
