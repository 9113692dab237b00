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

    /// x [B, T, hidden] -> [B, T, hidden], or of the places that are kept, [B, n, hidden].
    ///
    /// - Parameter places: [n], int64; the MLP is computed for these tokens only.
    func callAsFunction(_ x: Tensor, _ pass: Attention.Pass, keeping places: Tensor? = nil) throws
        -> Tensor
    {
        var y =
            switch norms {
            case .before:
                try sum(x, attention(x.rmsNorm(attentionNorm, epsilon: epsilon), pass))
            case .after:
                try sum(x, attention(x, pass).rmsNorm(attentionNorm, epsilon: epsilon))
            }
        if let places { y = try y.indexSelect(1, places) }
        switch norms {
        case .before: return try sum(y, mlp(y.rmsNorm(mlpNorm, epsilon: epsilon)))
        case .after: return try sum(y, mlp(y).rmsNorm(mlpNorm, epsilon: epsilon))
        }
    }

    /// The stream with what a part adds, in the part's memory where no gradient needs it.
    private func sum(_ stream: Tensor, _ part: Tensor) throws -> Tensor {
        stream.requiresGrad || part.requiresGrad ? try stream + part : try part.add_(stream)
    }
}
