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
            let y = try sum(x, attention(x.rmsNorm(attentionNorm, epsilon: epsilon), pass))
            return try sum(y, mlp(y.rmsNorm(mlpNorm, epsilon: epsilon)))
        case .after:
            let y = try sum(x, attention(x, pass).rmsNorm(attentionNorm, epsilon: epsilon))
            return try sum(y, mlp(y).rmsNorm(mlpNorm, epsilon: epsilon))
        }
    }

    /// The stream with what a part adds, in the part's memory where no gradient needs it.
    private func sum(_ stream: Tensor, _ part: Tensor) throws -> Tensor {
        stream.requiresGrad || part.requiresGrad ? try stream + part : try part.add_(stream)
    }
}
