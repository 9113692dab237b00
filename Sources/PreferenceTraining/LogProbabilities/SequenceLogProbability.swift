import DecoderModels
import Torch

/// Log-probabilities of whole answers: the sum over their tokens of log p(token | all before it).
///
/// Only the places before tokens of answers get logits, some of them at a time, and they are summed
/// in float32 whatever the model computes in.
struct SequenceLogProbability {
    var model: DecoderModel
    var layout = BatchLayout.packed
    /// Keeps the input of each layer only and computes it again in the backward pass (packed only).
    var checkpointsActivations = false
    /// Places of one product with the vocabulary in the padded layout.
    var chunk = 4096

    /// Scores of groups of answers that begin alike.
    ///
    /// Rows come member by member: the first answer of every group, then the second ones.
    ///
    /// - Parameter records: whether ``CompletionLogProbabilities/gradients(of:for:into:)`` will be called.
    func callAsFunction(_ groups: [[TokenizedPair.Side]], records: Bool = true) throws
        -> CompletionLogProbabilities
    {
        switch layout {
        case .padded:
            let members = groups.map(\.count).max() ?? 0
            let sides = (0..<members).flatMap { member in
                groups.compactMap { member < $0.count ? $0[member] : nil }
            }
            func score() throws -> CompletionLogProbabilities {
                try self(PairBatch(sides, device: model.device))
            }
            return records ? try score() : try withoutGradients(score)
        case .packed:
            let saved: SavedActivations = checkpointsActivations ? .checkpointed : .all
            return try packed(PackedBatch(groups), records ? saved : .none)
        }
    }

    private func packed(_ batch: PackedBatch, _ saved: SavedActivations) throws
        -> CompletionLogProbabilities
    {
        let pass = try PackedLogProbabilities(
            model, batch.tokens, indices: batch.places, targets: batch.targets,
            saving: saved)
        return try CompletionLogProbabilities(
            tokens: pass.values, meanLogits: pass.meanLogits,
            rows: Tensor(batch.rows, shape: [batch.rows.count]).to(model.device),
            scored: batch.scored, pass: saved == .none ? nil : pass)
    }

    /// The plain way: padded rows, and libtorch's own gradients.
    func callAsFunction(_ batch: PairBatch) throws -> CompletionLogProbabilities {
        let hidden = try model.hiddenStates(batch.tokens)
        let flat = try hidden.reshape([-1, hidden.size(-1)]).indexSelect(0, batch.places)
        let count = flat.size(0)
        var pieces: [Tensor] = []
        var means: [Tensor] = []
        for start in stride(from: 0, to: count, by: chunk) {
            let length = min(chunk, count - start)
            let logits = try model.logits(flat.narrow(0, start: start, length: length))
                .to(.float32)
            let targets = try batch.targets.narrow(0, start: start, length: length)
            pieces.append(try -logits.crossEntropy(targets: targets, reduction: .none))
            means.append(try withoutGradients { try logits.detach().mean(-1) })
        }
        return try CompletionLogProbabilities(
            tokens: Tensor.cat(pieces), meanLogits: Tensor.cat(means), rows: batch.rows,
            scored: batch.scored)
    }
}
