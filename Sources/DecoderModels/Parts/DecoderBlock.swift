import Torch

/// One layer: attention and MLP, each added to the stream.
struct DecoderBlock {
    let attention: Attention
    let mlp: GatedMLP
    let norms: Architecture.Norms
    let attentionNorm: Tensor
    let mlpNorm: Tensor
    let epsilon: Double
    let isSliding: Bool

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor, _ pass: Attention.Pass) throws -> Tensor {
        switch norms {
        case .before:
            let y = try x + attention(x.rmsNorm(attentionNorm, epsilon: epsilon), pass)
            return try y + mlp(y.rmsNorm(mlpNorm, epsilon: epsilon))
        case .after:
            let y = try x + attention(x, pass).rmsNorm(attentionNorm, epsilon: epsilon)
            return try y + mlp(y).rmsNorm(mlpNorm, epsilon: epsilon)
        }
    }
}
