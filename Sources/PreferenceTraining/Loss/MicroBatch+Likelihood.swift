import Torch

extension MicroBatch {
    /// The term of RPO (Pang et al. 2024; TRL's `rpo_alpha`): the negative log-probability of the
    /// tokens of the chosen answers, its mean over all of them as TRL takes it, so that a long
    /// answer counts more than a short one.
    ///
    ///     nll = -(sum of log p(token)) / tokens        d nll / d log p(token) = -1 / tokens
    ///
    /// - Parameter scores: of a batch that begins with the chosen answers.
    func likelihoodLoss(_ scores: CompletionLogProbabilities) throws -> Tensor {
        let count = pairs.reduce(0) { $0 + $1.chosen.scored }
        let tokens = try scores.tokens.narrow(0, start: 0, length: count)
        guard let weights = chosenWeights else { return try -tokens.mean() }
        let factors = try Tensor(weights.map(Float.init), shape: [count]).to(tokens.device)
        return try -((tokens * factors).sum() / weights.reduce(0, +))
    }

    /// Weights of the tokens of the chosen answers, where some come with the pairs.
    var chosenWeights: [Double]? {
        guard pairs.contains(where: { $0.chosen.weights != nil }) else { return nil }
        return pairs.flatMap { TokenWeights().weights($0.chosen, other: 0) }
    }
}
