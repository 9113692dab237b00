import DecoderModels
import Torch

/// Log-probabilities of whole answers: the sum over their tokens of log p(token | all before it).
///
/// Only the places before tokens of answers get logits, `chunk` of them at a time, and they are
/// summed in float32 whatever the model computes in.
struct SequenceLogProbability {
    var model: DecoderModel
    /// Places of one product with the vocabulary.
    var chunk = 4096

    struct Result {
        /// [rows]
        var logProbabilities: Tensor
        /// Of each scored token, in the order of `PairBatch.places`, [N].
        var tokens: Tensor
        /// Of each row, the sum over its places of the mean logit (over the vocabulary).
        var logitSums: [Double]
    }

    func callAsFunction(_ batch: PairBatch) throws -> Result {
        let hidden = try model.hidden(batch.tokens)
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
        let rows = batch.scored.count
        let zeros = try Tensor.zeros([rows], device: flat.device)
        let tokens = try Tensor.cat(pieces)
        let sums = try zeros.indexAdd(0, batch.rows, tokens)
        let logitSums = try withoutGradients {
            try zeros.indexAdd(0, batch.rows, Tensor.cat(means)).doubles()
        }
        return Result(logProbabilities: sums, tokens: tokens, logitSums: logitSums)
    }
}

extension PairBatch {
    /// The scores of the rows, [rows]: weighted sums of their tokens' log-probabilities; without
    /// weights, the sums.
    func scores(_ result: SequenceLogProbability.Result, _ weights: [Double]?) throws -> Tensor {
        guard let weights else { return result.logProbabilities }
        let device = result.tokens.device
        let factors = try Tensor(weights.map(Float.init), shape: [weights.count]).to(device)
        return try Tensor.zeros([scored.count], device: device)
            .indexAdd(0, rows, result.tokens * factors)
    }
}
