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
