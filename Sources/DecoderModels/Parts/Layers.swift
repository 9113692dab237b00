package import Torch

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
    public let a: Tensor
    /// [out, rank]
    public let b: Tensor
    public let scale: Double

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
        // Nobody else holds the gate: written over, it costs less memory traffic.
        return try down(isRecorded ? gate.swiglu(up) : gate.swiglu_(up))
    }
}
