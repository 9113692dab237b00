import Artifacts
import DecoderModels
import Torch

/// A forward pass over some pairs of a micro-batch, in training with its backward pass.
struct PairPass {
    var pairs: [TokenizedPair]
    var references: [ReferenceScores]
    /// Factor of the likelihood term of these pairs: it is a mean over tokens, and the loss a mean over
    /// pairs, so parts of a micro-batch weigh differently in the two.
    var likelihoodFactor: Double

    init(
        pairs: [TokenizedPair], references: [ReferenceScores],
        likelihoodFactor: Double = 1
    ) {
        self.pairs = pairs
        self.references = references
        self.likelihoodFactor = likelihoodFactor
    }

    /// The pairs of a pass.
    init(_ pass: MicroBatchSplitter.Pass, of dataset: PairDataset) {
        let part = dataset[pass.pairs]
        self.init(
            pairs: part.pairs, references: part.references, likelihoodFactor: pass.likelihoodFactor)
    }

    struct Result {
        var loss: Double
        /// Under TRL's names, the means over these pairs.
        var metrics: [String: Double]
    }

    /// Forward and backward.
    ///
    /// - Parameters:
    ///   - lossScale: the factor of the loss in the gradients.
    ///   - gradients: takes the gradients of the trained parameters.
    func gradients(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, lossScale: Double,
        into gradients: GradientAccumulator
    ) throws -> Result {
        let scores = try scores(score, options)
        let (loss, metrics) = try loss(scores, options)
        try scores.gradients(of: loss * lossScale, for: score.model.trained, into: gradients)
        return Result(loss: try loss.item(), metrics: metrics)
    }

    /// Forward only.
    func loss(
        _ score: SequenceLogProbability, _ options: PreferenceOptions
    ) throws -> (loss: Double, metrics: [String: Double]) {
        try withoutGradients {
            let (loss, metrics) = try loss(scores(score, options, records: false), options)
            return (try loss.item(), metrics)
        }
    }

    private func scores(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, records: Bool = true
    ) throws -> CompletionLogProbabilities {
        let groups =
            switch options.loss.objective {
            case .preference: pairs.map { [$0.chosen, $0.rejected] }
            case .supervised: pairs.map { [$0.chosen] }
            }
        return try score(groups, records: records)
    }

    /// The loss over these pairs, a scalar, and its metrics.
    private func loss(
        _ scores: CompletionLogProbabilities, _ options: PreferenceOptions
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        switch options.loss.objective {
        case .preference: try preference(scores, options)
        case .supervised: try supervised(scores, options)
        }
    }

    private func preference(
        _ scores: CompletionLogProbabilities, _ options: PreferenceOptions
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        let count = pairs.count
        let policy = try scores.weighted(TokenWeights(options).weights(pairs))
        func reference(_ value: KeyPath<ReferenceScores, Double>) throws -> Tensor {
            try Tensor(references.map { Float($0[keyPath: value]) }, shape: [count])
                .to(policy.device)
        }
        var loss = try PreferenceLoss(options).losses(
            chosen: policy.narrow(0, start: 0, length: count),
            rejected: policy.narrow(0, start: count, length: count),
            referenceChosen: reference(\.chosen), referenceRejected: reference(\.rejected)
        ).mean()

        let sums = try policy.doubles()
        let chosen = pairs.indices.map { options.loss.beta * (sums[$0] - references[$0].chosen) }
        let rejected = pairs.indices.map {
            options.loss.beta * (sums[count + $0] - references[$0].rejected)
        }
        var metrics = [
            "rewards/chosen": mean(chosen), "rewards/rejected": mean(rejected),
            "rewards/margins": mean(zip(chosen, rejected).map { $0 - $1 }),
            "rewards/accuracies": mean(zip(chosen, rejected).map { $0 > $1 ? 1 : 0 }),
        ]
        for (name, rows) in [("chosen", 0..<count), ("rejected", count..<2 * count)] {
            metrics["logps/\(name)"] = mean(Array(sums[rows]))
            metrics["logits/\(name)"] = scores.meanLogit(rows)
        }
        if options.loss.sftWeight > 0 {
            let likelihood = try likelihoodLoss(scores) * likelihoodFactor
            loss = try loss + likelihood * options.loss.sftWeight
            metrics["nll_loss"] = try likelihood.item()
        }
        return (loss, metrics)
    }

    private func supervised(
        _ scores: CompletionLogProbabilities, _ options: PreferenceOptions
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        let weights = chosenWeights
        let policy = try scores.weighted(weights)
        let tokens = weights?.reduce(0, +) ?? Double(scores.scored.reduce(0, +))
        let loss = try -(policy.sum() / tokens)
        let sums = try policy.doubles()
        let chosen = pairs.indices.map { options.loss.beta * (sums[$0] - references[$0].chosen) }
        return (
            loss,
            [
                "rewards/chosen": mean(chosen), "logps/chosen": mean(sums),
                "logits/chosen": scores.meanLogit(pairs.indices),
            ]
        )
    }

    private func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(values.count, 1))
    }
}

extension PairPass {
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
