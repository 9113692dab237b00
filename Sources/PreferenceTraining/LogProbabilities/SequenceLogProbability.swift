import DecoderModels
import Torch

/// Log-probabilities of whole answers: the sum over their tokens of log p(token | all before it).
///
/// Only the positions before tokens of answers get logits, some of them at a time, and they are summed
/// in float32 whatever the model computes in.
struct SequenceLogProbability {
    var model: DecoderModel
    var layout = BatchLayout.packed
    /// Keeps the input of each layer only and computes it again in the backward pass (packed only).
    var checkpointsActivations = false
    /// Tokens of one product with the vocabulary in the padded layout.
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
            model, batch.tokens, indices: batch.indices, targets: batch.targets,
            saving: saved)
        return try CompletionLogProbabilities(
            tokens: pass.values, meanLogits: pass.meanLogits,
            rows: Tensor(batch.rows, shape: [batch.rows.count]).to(model.device),
            scored: batch.scored, pass: saved == .none ? nil : pass)
    }

    /// The plain way: padded rows, and libtorch's own gradients.
    func callAsFunction(_ batch: PairBatch) throws -> CompletionLogProbabilities {
        let hidden = try model.hiddenStates(batch.tokens)
        let flat = try hidden.reshape([-1, hidden.size(-1)]).indexSelect(0, batch.indices)
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

/// Log-probabilities of the answers of one forward pass, token by token and as sums, and the way
/// from a loss of them to the gradients of what is trained of the model.
struct CompletionLogProbabilities {
    /// Of each token of an answer, [N] float32, row by row. Losses start here.
    let tokens: Tensor
    /// Row of each token, [N] int64.
    let rows: Tensor
    /// Sum over each row's tokens, [rows].
    let logProbabilities: Tensor
    /// Of each row, the sum over its tokens of the mean logit (over the vocabulary).
    let logitSums: [Double]
    /// Tokens of each row.
    let scored: [Int]
    /// The forward pass behind `tokens` where libtorch's recording does not reach that far.
    private let pass: PackedLogProbabilities?

    /// - Parameter pass: when given, `tokens` are its values and become a leaf.
    init(
        tokens: Tensor, meanLogits: Tensor, rows: Tensor, scored: [Int],
        pass: PackedLogProbabilities? = nil
    ) throws {
        self.tokens = tokens
        self.rows = rows
        self.scored = scored
        self.pass = pass
        if pass != nil { try tokens.setRequiresGrad(true) }
        let zeros = try Tensor.zeros([scored.count], device: tokens.device)
        logProbabilities = try zeros.indexAdd(0, rows, tokens)
        logitSums = try withoutGradients { try zeros.indexAdd(0, rows, meanLogits).doubles() }
    }

    /// The scores of the rows, [rows]: weighted sums of their tokens' log-probabilities; without
    /// weights, the sums.
    func weighted(_ weights: [Double]?) throws -> Tensor {
        guard let weights else { return logProbabilities }
        let device = tokens.device
        let factors = try Tensor(weights.map(Float.init), shape: [weights.count]).to(device)
        return try Tensor.zeros([scored.count], device: device)
            .indexAdd(0, rows, tokens * factors)
    }

    /// Adds the gradients of a loss that was computed from these scores; may be called once.
    ///
    /// - Parameter parameters: all of the model's that are trained.
    func gradients(
        of loss: Tensor, for parameters: [(name: String, tensor: Tensor)],
        into gradients: GradientAccumulator
    ) throws {
        if let pass {
            return try pass.backward(
                gradOutput: Tensor.gradients(of: loss, for: [tokens])[0],
                into: gradients)
        }
        let found = try Tensor.gradients(of: loss, for: parameters.map(\.tensor))
        for (parameter, gradient) in zip(parameters, found) {
            try gradients.add(gradient, to: parameter.name)
        }
    }

    /// Mean of all logits over the answer tokens of some rows.
    func meanLogit(_ range: Range<Int>) -> Double {
        let tokens = scored[range].reduce(0, +)
        return logitSums[range].reduce(0, +) / Double(max(tokens, 1))
    }
}
