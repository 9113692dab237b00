import DecoderModels
import Torch

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
        into accumulator: GradientAccumulator
    ) throws {
        if let pass {
            return try pass.backward(
                gradOutput: Tensor.gradients(of: loss, for: [tokens])[0],
                into: accumulator)
        }
        let found = try Tensor.gradients(of: loss, for: parameters.map(\.tensor))
        for (parameter, gradient) in zip(parameters, found) {
            try accumulator.add(gradient, to: parameter.name)
        }
    }

    /// Mean of all logits over the answer tokens of some rows.
    func meanLogit(_ range: Range<Int>) -> Double {
        let tokens = scored[range].reduce(0, +)
        return logitSums[range].reduce(0, +) / Double(max(tokens, 1))
    }
}
