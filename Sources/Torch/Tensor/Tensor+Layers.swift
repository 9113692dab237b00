/// The parts of a network's layers (`torch.nn.functional`).
extension Tensor {
    private static let matmulOp = Op("aten::matmul")
    private static let linearOp = Op("retmask::linear")
    private static let embeddingOp = Op("aten::embedding")
    private static let rmsNormOp = Op("retmask::rms_norm")
    private static let attentionOp = Op("aten::scaled_dot_product_attention")
    private static let crossEntropyOp = Op("aten::cross_entropy_loss")

    /// Matrix product over the last two axes, broadcasting the others (`x @ y`): [.., n, k] [.., k, m] -> [.., n, m].
    public func matmul(_ other: Tensor) throws -> Tensor {
        try Self.matmulOp.tensor(.tensor(self), .tensor(other))
    }

    /// `x Wᵀ + b` for x [.., in], weight [out, in], bias [out]: [.., out].
    ///
    /// Large float32 weights on a CPU that is not Intel's go to oneDNN (`Engine/Linear.cpp`), which
    /// rounds otherwise in the last bits than MKL.
    /// - Throws: `TorchError` when the widths differ.
    public func linear(_ weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
        try Self.linearOp.tensor(.tensor(self), .tensor(weight), .optional(bias))
    }

    /// Rows of `table` [n, D] by `ids` (int64, any shape): [.., D]. PyTorch's arguments are the other way round.
    public static func embedding(_ table: Tensor, _ ids: Tensor) throws -> Tensor {
        try embeddingOp.tensor(.tensor(table), .tensor(ids))
    }

    /// `x / sqrt(mean(x²) + epsilon) * weight` over the last axis (Zhang and Sennrich 2019).
    public func rmsNorm(_ weight: Tensor, epsilon: Double) throws -> Tensor {
        try Self.rmsNormOp.tensor(.tensor(self), .tensor(weight), .double(epsilon))
    }

    private static let rotateOp = Op("retmask::rotate")
    private static let swigluOps = (Op("retmask::swiglu"), Op("retmask::swiglu_"))

    /// Rotary embedding (Su et al. 2021) of [B, H, T, D]: the numbers i and i + D/2 of a head are
    /// rotated together (transformers' `apply_rotary_pos_emb`).
    ///
    /// - Parameters:
    ///   - cosine: of the angles, [B or 1, 1, T, D], both halves alike.
    ///   - sine: as `cosine`.
    /// - Returns: [B, H, T, D].
    /// - Throws: `TorchError` for an odd D.
    public func rotated(cosine: Tensor, sine: Tensor) throws -> Tensor {
        try Self.rotateOp.tensor(.tensor(self), .tensor(cosine), .tensor(sine))
    }

    /// `gate * sigmoid(gate) * up` (SwiGLU; Shazeer 2020), gate being this one.
    ///
    /// - Parameter up: of the same shape, any.
    /// - Returns: the same shape.
    /// - Throws: `TorchError` for other shapes.
    public func swiglu(_ up: Tensor) throws -> Tensor {
        try Self.swigluOps.0.tensor(.tensor(self), .tensor(up))
    }

    /// ``swiglu(_:)`` in place.
    ///
    /// - Throws: `TorchError` for other shapes, and where gradients are recorded.
    @discardableResult
    public func swiglu_(_ up: Tensor) throws -> Tensor {
        try Self.swigluOps.1.tensor(.tensor(self), .tensor(up))
    }

    /// `softmax(q kᵀ scale + mask) v` by the fastest kernel that fits
    /// (`scaled_dot_product_attention`).
    ///
    /// - Parameters:
    ///   - q: [B, H, T, D]; k and v: [B, H, S, D], or fewer heads with `enableGQA`.
    ///   - mask: bool (true attends) or float (added), broadcastable to [B, H, T, S].
    ///   - isCausal: row t attends to columns up to t; not together with a mask.
    ///   - scale: 1/sqrt(D) when nil.
    /// - Returns: [B, H, T, D].
    /// - Throws: `TorchError` for other shapes or types, and for a mask together with `isCausal`.
    public static func attention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, isCausal: Bool = false,
        scale: Double? = nil, enableGQA: Bool = false
    ) throws -> Tensor {
        try attentionOp.tensor(
            .tensor(q), .tensor(k), .tensor(v), .optional(mask), .double(0), .bool(isCausal),
            scale.map { .double($0) } ?? .none, .bool(enableGQA))
    }

    private static let decodeAttentionOp = Op("retmask::decode_attention")

    /// Attention of one new token a row, and where each head looks, by the engine's own kernel: float32
    /// on the CPU, without gradients.
    ///
    /// - Parameters:
    ///   - q: [B, H, 1, D]; k and v: [B, K, S, D], each of their heads for H / K query heads.
    ///   - first: [B] int64, the first column that each row sees; it sees all from there on, and a row
    ///     that sees none, of padding, gives zeros.
    /// - Returns: [B, H, 1, D], and the column with the largest weight, [B, H].
    /// - Throws: `TorchError` for other shapes, types and devices.
    public static func decodeAttention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, first: Tensor
    ) throws -> (output: Tensor, argmax: Tensor) {
        let (output, argmax) = try decodeAttentionOp.pair(
            .tensor(q), .tensor(k), .tensor(v), .tensor(first))
        return (output, argmax)
    }

    private static let drawTokensOp = Op("retmask::draw_tokens")

    /// Draws a token of each row from the whole vocabulary by the engine's own kernel, on the CPU.
    ///
    /// - Parameters:
    ///   - logits: [B, V] float32.
    ///   - temperature: [B] float64; rows with 0 are not drawn.
    ///   - uniform: [B] float64, 0 to below 1: how far into its sum of weights each row goes.
    /// - Returns: [B] int64, -1 for a row that was not drawn.
    /// - Throws: `TorchError` for other shapes, types and devices.
    public static func drawTokens(
        _ logits: Tensor, temperature: Tensor, uniform: Tensor
    ) throws -> Tensor {
        try drawTokensOp.tensor(.tensor(logits), .tensor(temperature), .tensor(uniform))
    }

    private static let causalAttentionOp = Op("retmask::causal_attention")

    /// `softmax(q kᵀ / sqrt(D)) v` of queries at the end of their rows, by the engine's own kernel, with
    /// gradients: float32 on the CPU, D a multiple of 16.
    ///
    /// Query t of T sees the columns `max(first, t + S - T - window + 1)...(t + S - T)`; one that sees
    /// none, of padding, gives zeros.
    ///
    /// - Parameters:
    ///   - q: [B, H, T, D]; k and v: [B, K, S, D] with T <= S, each of their heads for H / K query heads.
    ///   - first: [B] int64, the first column that each row sees; nil is 0.
    ///   - window: columns that a query sees, its own included; nil is no limit.
    /// - Returns: [B, H, T, D].
    /// - Throws: `TorchError` for other shapes, types and devices.
    public static func causalAttention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, first: Tensor? = nil, window: Int? = nil
    ) throws -> Tensor {
        try causalAttentionOp.tensor(
            .tensor(q), .tensor(k), .tensor(v), .optional(first), window.map { .int($0) } ?? .none)
    }

    /// The way in which the losses of single elements become one.
    public enum Reduction: Int, Sendable {
        /// Not at all.
        case none = 0
        /// By their mean.
        case mean = 1
        /// By their sum.
        case sum = 2
    }

    /// Negative log-probability of `targets` (int64, [N]) under logits [N, V], in nats.
    ///
    /// - Returns: [N] for `none`, else a scalar.
    /// - Throws: `TorchError` for other shapes, or a target outside 0..<V.
    public func crossEntropy(targets: Tensor, reduction: Reduction = .mean) throws -> Tensor {
        try Self.crossEntropyOp.tensor(
            .tensor(self), .tensor(targets), .none, .int(reduction.rawValue))
    }
}
