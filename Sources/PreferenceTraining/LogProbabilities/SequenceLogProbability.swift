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

/// Sequences of one forward pass, packed: those of a group share what they begin with like its
/// first one.
///
///     [p p a a][p p b]  [q q c][q q d d]
///     p p a a b q q c d d
///       ^ ^       ^   ^          indices of tokens before those of answers; the last token of
///                                a prompt is one for each of its answers
struct PackedBatch {
    let tokens: PackedTokens
    /// Indices of the tokens before those of answers, row by row.
    let indices: [Int]
    /// The tokens of answers after those.
    let targets: [Int]
    /// Row of each of them: the first sequences of all groups come first, then the second ones.
    let rows: [Int]
    /// Tokens of answers in each row.
    let scored: [Int]

    init(_ groups: [[TokenizedPair.Side]]) {
        var tokens = PackedTokens()
        let sequences = groups.map { group in
            group.enumerated().map {
                $0 == 0 ? tokens.append($1.tokens) : tokens.appendSharingPrefix($1.tokens)
            }
        }
        self.tokens = tokens
        var (indices, targets, rows, scored): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for member in 0..<(groups.map(\.count).max() ?? 0) {
            for (group, sides) in groups.enumerated() where member < sides.count {
                let (ids, side) = (sides[member].tokens, sides[member])
                for position in ids.count - side.scored..<ids.count {
                    indices.append(sequences[group][member].index(of: position - 1))
                    targets.append(ids[position])
                    rows.append(scored.count)
                }
                scored.append(side.scored)
            }
        }
        (self.indices, self.targets, self.rows, self.scored) = (indices, targets, rows, scored)
    }
}

/// Sequences of one forward pass, padded on the right.
///
/// Attention is causal, so a real token never sees the padding after it and no mask is needed.
///
///     p p a a a .        indices of a: those whose next token is in an answer
///     p p a . . .
struct PairBatch {
    /// Token ids, [rows, length] int64.
    let tokens: Tensor
    /// Flat indices (row * length + column) of the tokens before those of answers, row by row.
    let indices: Tensor
    /// The tokens of answers after those, [N] int64.
    let targets: Tensor
    /// Row of each of them, [N] int64.
    let rows: Tensor
    /// Tokens of answers in each row.
    let scored: [Int]

    init(_ sides: [TokenizedPair.Side], device: Device) throws {
        let length = sides.map(\.count).max() ?? 0
        var (tokens, indices, targets, rows): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for (row, side) in sides.enumerated() {
            let ids = side.tokens
            tokens += ids + Array(repeating: 0, count: length - ids.count)
            for column in ids.count - side.scored..<ids.count {
                indices.append(row * length + column - 1)
                targets.append(ids[column])
                rows.append(row)
            }
        }
        self.tokens = try Tensor(tokens, shape: [sides.count, length]).to(device)
        self.indices = try Tensor(indices, shape: [indices.count]).to(device)
        self.targets = try Tensor(targets, shape: [targets.count]).to(device)
        self.rows = try Tensor(rows, shape: [rows.count]).to(device)
        scored = sides.map(\.scored)
    }
}
