public import Torch

/// Log-probabilities of chosen tokens of a packed row, and gradients through them for every
/// parameter that is trained.
///
/// ```swift
/// var tokens = PackedTokens()
/// tokens.addTrunk([5, 6, 7])
/// // log p(7 | 5 6): the token after place 1.
/// let pass = try PackedLogProbabilities(model, tokens, places: [1], targets: [7])
/// try pass.values.item()
/// let sums = GradientSums()
/// try pass.gradients(Tensor.ones([1]), into: sums)
/// let gradients = try sums.list(for: model.trained)
/// ```
/// The caller computes a loss from ``values`` and gives back its gradient by them, so no more than
/// `keeps` logits and, with ``Recording/layerInputs``, no layer's activations outlive the forward pass.
public struct PackedLogProbabilities {
    /// [n], float32, one for each place.
    public let values: Tensor
    /// Mean logit over the vocabulary, [n].
    public let meanLogits: Tensor
    private let pass: PackedPass
    private let head: TokenLogProbability

    /// - Parameters:
    ///   - places: of tokens in the row (`PackedTokens.Sequence`); one may occur more than once.
    ///   - targets: the token after each place, in the sequence that is meant.
    ///   - recording: for anything but `nothing` `model.trained` must record gradients.
    ///   - chunk: most logits that are computed at a time; 2^23 (32 MB) when nil, or 2^22 where layers
    ///     are computed again.
    ///   - keeps: most logits that stay for ``gradients(_:into:)``; the others are computed again there.
    ///     When nil, 2^25 (128 MB), or one chunk where layers are computed again.
    /// - Throws: `TorchError`, such as for a token outside the vocabulary.
    public init(
        _ model: DecoderModel, _ tokens: PackedTokens, places: [Int], targets: [Int],
        recording: Recording = .activations, chunk: Int? = nil, keeps: Int? = nil
    ) throws {
        let isLean = recording == .layerInputs
        let chunk = chunk ?? (isLean ? 1 << 22 : 1 << 23)
        let most = keeps ?? (isLean ? chunk : 1 << 25)
        pass = try PackedPass(PackedRow(model, tokens, places: places), recording: recording)
        head = try TokenLogProbability(
            model.head, hidden: pass.hidden,
            targets: Tensor(targets, shape: [targets.count]).to(model.device),
            chunk: chunk, keeps: recording == .nothing ? 0 : most)
        values = head.values
        meanLogits = head.means
    }

    /// Adds the gradients of `(values * upstream).sum()` for `model.trained`; may be called once.
    ///
    /// - Parameter upstream: [n], the gradient of a loss for each value.
    public func gradients(_ upstream: Tensor, into sums: GradientSums) throws {
        let model = pass.row.model
        let name = model.configuration.tiesEmbeddings ? WeightNames.embedding : WeightNames.head
        let trained = model.trained.first { $0.name == name }?.tensor
        let states = try head.gradients(
            upstream, addingTo: trained.map { try sums.sum(name, like: $0) })
        try pass.gradients(states, into: sums)
    }
}
