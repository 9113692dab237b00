package import Torch

/// What is added to a linear map: x Aᵀ Bᵀ · scale.
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

    /// What it adds to the weight, [out, in].
    func weight() throws -> Tensor { try b.matmul(a) * scale }
}
