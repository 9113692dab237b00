import Torch

/// `x Wᵀ + b`, and what an adapter adds.
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
