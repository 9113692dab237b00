public import Torch

/// What is added to a linear map: x Aᵀ Bᵀ · scale.
public struct LowRankAdapter {
    /// [rank, in]
    public let a: Tensor
    /// [out, rank]
    public let b: Tensor
    public let scale: Double

    /// [.., in] -> [.., out]
    func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(a).linear(b) * scale }

    /// What it adds to the weight, [out, in].
    func weight() throws -> Tensor { try b.matmul(a) * scale }
}
