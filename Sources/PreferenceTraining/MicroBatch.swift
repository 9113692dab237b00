import Torch

/// One pass over a few pairs.
struct MicroBatch {
    var pairs: [TokenizedPair]
    var references: [ReferenceLogProbabilities.Row]

    struct Result {
        var gradients: [Tensor]
        var loss: Double
        /// Under TRL's names, the means over these pairs.
        var metrics: [String: Double]
    }

    /// Forward and backward.
    ///
    /// - Parameter share: what the loss is multiplied by before its gradients are taken.
    func gradients(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, parameters: [Tensor],
        share: Double
    ) throws -> Result {
        let (loss, metrics) = try loss(score, options, device: parameters[0].device)
        let gradients = try Tensor.gradients(of: loss * share, for: parameters)
        return Result(gradients: gradients, loss: try loss.item(), metrics: metrics)
    }

    /// Forward only: the loss over these pairs, a scalar, and its metrics.
    func loss(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, device: Device
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        switch options.objective {
        case .preference: try preference(score, options, device)
        case .supervised: try supervised(score, options, device)
        }
    }

    private func preference(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, _ device: Device
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        let count = pairs.count
        let batch = try PairBatch(pairs.map(\.chosen) + pairs.map(\.rejected), device: device)
        let scores = try score(batch)
        let policy = try batch.scores(scores, AnswerWeights(options).weights(pairs))
        func reference(_ value: KeyPath<ReferenceLogProbabilities.Row, Double>) throws -> Tensor {
            try Tensor(references.map { Float($0[keyPath: value]) }, shape: [count]).to(device)
        }
        var loss = try PreferenceLoss(options).losses(
            chosen: policy.narrow(0, start: 0, length: count),
            rejected: policy.narrow(0, start: count, length: count),
            referenceChosen: reference(\.chosen), referenceRejected: reference(\.rejected)
        ).mean()

        let sums = try policy.doubles()
        let chosen = pairs.indices.map { options.beta * (sums[$0] - references[$0].chosen) }
        let rejected = pairs.indices.map {
            options.beta * (sums[count + $0] - references[$0].rejected)
        }
        var metrics = [
            "rewards/chosen": mean(chosen), "rewards/rejected": mean(rejected),
            "rewards/margins": mean(zip(chosen, rejected).map { $0 - $1 }),
            "rewards/accuracies": mean(zip(chosen, rejected).map { $0 > $1 ? 1 : 0 }),
        ]
        for (name, rows) in [("chosen", 0..<count), ("rejected", count..<2 * count)] {
            metrics["logps/\(name)"] = mean(Array(sums[rows]))
            metrics["logits/\(name)"] = batch.meanLogit(scores, rows)
        }
        if options.sftWeight > 0 {
            let likelihood = try likelihoodLoss(scores)
            loss = try loss + likelihood * options.sftWeight
            metrics["nll_loss"] = try likelihood.item()
        }
        return (loss, metrics)
    }

    private func supervised(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, _ device: Device
    ) throws -> (loss: Tensor, metrics: [String: Double]) {
        let batch = try PairBatch(pairs.map(\.chosen), device: device)
        let scores = try score(batch)
        let weights = chosenWeights
        let policy = try batch.scores(scores, weights)
        let tokens = weights?.reduce(0, +) ?? Double(batch.scored.reduce(0, +))
        let loss = try -(policy.sum() / tokens)
        let sums = try policy.doubles()
        let chosen = pairs.indices.map { options.beta * (sums[$0] - references[$0].chosen) }
        return (
            loss,
            [
                "rewards/chosen": mean(chosen), "logps/chosen": mean(sums),
                "logits/chosen": batch.meanLogit(scores, pairs.indices),
            ]
        )
    }

    private func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(values.count, 1))
    }
}

extension PairBatch {
    /// Mean of all logits at the places of some rows.
    func meanLogit(_ scores: SequenceLogProbability.Result, _ rows: Range<Int>) -> Double {
        let places = scored[rows].reduce(0, +)
        return scores.logitSums[rows].reduce(0, +) / Double(max(places, 1))
    }
}
