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
/// let gradients = try pass.gradients(Tensor.ones([1]))
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
    ///   - chunk: most logits that are computed at a time; 2^23 are 32 MB.
    ///   - keeps: most logits that stay for ``gradients(_:)``; the others are computed again there.
    /// - Throws: `TorchError`, such as for a token outside the vocabulary.
    public init(
        _ model: DecoderModel, _ tokens: PackedTokens, places: [Int], targets: [Int],
        recording: Recording = .activations, chunk: Int = 1 << 23, keeps: Int = 1 << 25
    ) throws {
        pass = try PackedPass(PackedRow(model, tokens, places: places), recording: recording)
        head = try TokenLogProbability(
            model.head, hidden: pass.hidden,
            targets: Tensor(targets, shape: [targets.count]).to(model.device),
            chunk: chunk, keeps: recording == .nothing ? 0 : keeps)
        values = head.values
        meanLogits = head.means
    }

    /// Gradients of `(values * upstream).sum()`; may be called once.
    ///
    /// - Parameter upstream: [n], the gradient of a loss for each value.
    /// - Returns: one for each of `model.trained`, in their order.
    public func gradients(_ upstream: Tensor) throws -> [Tensor] {
        let model = pass.row.model
        let name = model.configuration.tiesEmbeddings ? WeightNames.embedding : WeightNames.head
        let (states, weight) = try head.gradients(
            upstream, ofWeight: model.trained.contains { $0.name == name })
        var found = try pass.gradients(states)
        if let weight {
            if let shared = found[name] { try shared.add_(weight) } else { found[name] = weight }
        }
        return try model.trained.map { try found[$0.name] ?? $0.tensor.detach().zerosLike() }
    }
}
