public import Torch

/// Log-probabilities of chosen tokens of a packed sequence, and gradients through them for every
/// parameter that is trained.
///
/// ```swift
/// var tokens = PackedTokens()
/// tokens.append([5, 6, 7])
/// // log p(7 | 5 6): the token after index 1.
/// let pass = try PackedLogProbabilities(model, tokens, indices: [1], targets: [7])
/// try pass.values.item()
/// let accumulator = GradientAccumulator()
/// try pass.backward(gradOutput: Tensor.ones([1]), into: accumulator)
/// let gradients = try accumulator.gradients(for: model.trained)
/// ```
/// The caller computes a loss from ``values`` and gives back its gradient by them, so no more than
/// `maxKeptLogits` logits and, with ``SavedActivations/checkpointed``, no layer's activations outlive the
/// forward pass.
public struct PackedLogProbabilities {
    /// [n], float32, one for each index.
    public let values: Tensor
    /// Mean logit over the vocabulary, [n].
    public let meanLogits: Tensor
    private let pass: PackedForward
    private let lmHead: TokenLogProbability

    /// - Parameters:
    ///   - indices: of tokens in the row (`PackedTokens.SequenceOffsets`); one may occur more than once.
    ///   - targets: the token after each index, in the sequence that is meant.
    ///   - saved: for anything but `none` `model.trained` must record gradients.
    ///   - chunk: most logits that are computed at a time; 2^23 (32 MB) when nil, or 2^22 where layers
    ///     are computed again.
    ///   - maxKeptLogits: most logits that stay for ``backward(gradOutput:into:)``; the others are
    ///     computed again there. When nil, 2^25 (128 MB), or one chunk where layers are computed again.
    /// - Throws: `TorchError`, such as for a token outside the vocabulary.
    public init(
        _ model: DecoderModel, _ tokens: PackedTokens, indices: [Int], targets: [Int],
        saving saved: SavedActivations = .all, chunk: Int? = nil, maxKeptLogits: Int? = nil
    ) throws {
        let isLean = saved == .checkpointed
        let chunk = chunk ?? (isLean ? 1 << 22 : 1 << 23)
        let maxKept = maxKeptLogits ?? (isLean ? chunk : 1 << 25)
        pass = try PackedForward(PackedSequence(model, tokens, indices: indices), saving: saved)
        lmHead = try TokenLogProbability(
            model.lmHead, hidden: pass.hidden,
            targets: Tensor(targets, shape: [targets.count]).to(model.device),
            chunk: chunk, maxKeptLogits: saved == .none ? 0 : maxKept)
        values = lmHead.values
        meanLogits = lmHead.means
    }

    /// Adds the gradients of `(values * gradOutput).sum()` for `model.trained`; may be called once.
    ///
    /// - Parameter gradOutput: [n], the gradient of a loss for each value.
    /// - Throws: `TorchError` for another shape, and when nothing was saved.
    public func backward(gradOutput: Tensor, into accumulator: GradientAccumulator) throws {
        let model = pass.sequence.model
        let name = model.configuration.tiesEmbeddings ? WeightNames.embedding : WeightNames.lmHead
        let trained = model.trained.first { $0.name == name }?.tensor
        let gradHidden = try lmHead.backward(
            gradOutput: gradOutput,
            weightGradient: trained.map { try accumulator.sum(name, like: $0) })
        try pass.backward(gradOutput: gradHidden, into: accumulator)
    }
}

/// Log-probabilities of given tokens after given states, through the output layer in chunks, so
/// that the logits of a large vocabulary never stand side by side.
///
/// With logits z = W h and the log-probability l = z[target] - log Σ exp z, a gradient u for l gives
///
///     dz = u (onehot(target) - softmax z),   dh = Wᵀ dz,   dW = Σ dz hᵀ
///
/// The backward pass needs the softmax of every chunk. The last ones are kept as far as they fit, the
/// others are computed again.
struct TokenLogProbability {
    let weight: Tensor
    /// [n, hidden]; nothing is recorded through it.
    let hidden: Tensor
    /// [n], int64.
    let targets: Tensor
    /// [n], float32 whatever the model computes in.
    let values: Tensor
    /// Mean logit over the vocabulary, [n].
    let means: Tensor
    private let chunks: [Range<Int>]
    /// Log-softmax of the last chunks, in their order.
    private let kept: [Tensor]

    /// - Parameters:
    ///   - chunk: most logits of one chunk.
    ///   - maxKeptLogits: most logits that stay for ``backward(gradOutput:weightGradient:)``; 0 when it is
    ///     not called.
    init(
        _ weight: Tensor, hidden: Tensor, targets: Tensor, chunk: Int, maxKeptLogits: Int
    ) throws {
        self.weight = try weight.detach()
        self.hidden = try hidden.detach()
        self.targets = targets
        let vocabulary = weight.size(0)
        chunks = Self.chunks(targets.size(0), most: max(1, chunk / vocabulary))
        var (values, means): ([Tensor], [Tensor]) = ([], [])
        var kept: [Tensor] = []
        var rowsLeft = targets.size(0)
        for range in chunks {
            let logits = try Self.logits(self.weight, self.hidden, range)
            means.append(try logits.mean(-1))
            let all = try logits.logSoftmax(-1)
            values.append(try all.gather(1, Self.column(targets, range)).squeeze(1))
            if rowsLeft * vocabulary <= maxKeptLogits { kept.append(all) }
            rowsLeft -= range.count
        }
        self.values = try Tensor.cat(values)
        self.means = try Tensor.cat(means)
        self.kept = kept
    }

    /// Gradients of `(values * gradOutput).sum()` for the states, [n, hidden]; those for the weight are
    /// added to `weightGradient` when there is one.
    ///
    /// Writes over the kept log-softmaxes, so it is called once.
    func backward(gradOutput: Tensor, weightGradient: Tensor?) throws -> Tensor {
        let gradHidden = try Tensor.empty(hidden.shape, dtype: hidden.dtype, device: hidden.device)
        var kept = kept
        for range in chunks.reversed() {
            let all = try kept.popLast() ?? Self.logits(weight, hidden, range).logSoftmax(-1)
            let gradLogProb = try Self.column(gradOutput, range)
            let gradLogits = try all.exp_().mul_(-gradLogProb)
                .scatterAdd_(1, Self.column(targets, range), gradLogProb).to(weight.dtype)
            try Self.part(gradHidden, range).copy_(gradLogits.matmul(weight))
            try weightGradient?.addmm_(gradLogits.transpose(0, 1), Self.part(hidden, range))
        }
        return gradHidden
    }

    /// As few chunks as possible, of nearly equal size.
    private static func chunks(_ count: Int, most: Int) -> [Range<Int>] {
        let number = (count + most - 1) / most
        return (0..<number).map { count * $0 / number..<count * ($0 + 1) / number }
    }

    private static func part(_ tensor: Tensor, _ range: Range<Int>) throws -> Tensor {
        try tensor.narrow(0, start: range.lowerBound, length: range.count)
    }

    private static func column(_ tensor: Tensor, _ range: Range<Int>) throws -> Tensor {
        try part(tensor, range).unsqueeze(1)
    }

    private static func logits(_ weight: Tensor, _ hidden: Tensor, _ range: Range<Int>) throws
        -> Tensor
    { try part(hidden, range).linear(weight).to(.float32) }
}
