import Torch

/// One forward and backward pass over a few pairs.
struct MicroBatch {
    var pairs: [TokenizedPair]
    var references: [ReferenceLogProbabilities.Row]

    struct Result {
        var gradients: [Tensor]
        var loss: Double
        /// Under TRL's names, the means over these pairs.
        var metrics: [String: Double]
    }

    /// - Parameter share: what the loss is multiplied by before its gradients are taken.
    func gradients(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, parameters: [Tensor],
        share: Double
    ) throws -> Result {
        switch options.objective {
        case .preference: try preference(score, options, parameters, share)
        case .supervised: try supervised(score, options, parameters, share)
        }
    }

    private func preference(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, _ parameters: [Tensor],
        _ share: Double
    ) throws -> Result {
        let count = pairs.count
        let device = parameters[0].device
        let scores = try score(pairs.map { [$0.chosen, $0.rejected] })
        let policy = scores.logProbabilities
        func reference(_ value: KeyPath<ReferenceLogProbabilities.Row, Double>) throws -> Tensor {
            try Tensor(references.map { Float($0[keyPath: value]) }, shape: [count]).to(device)
        }
        let loss = try PreferenceLoss(beta: options.beta, labelSmoothing: options.labelSmoothing)
            .losses(
                chosen: policy.narrow(0, start: 0, length: count),
                rejected: policy.narrow(0, start: count, length: count),
                referenceChosen: reference(\.chosen), referenceRejected: reference(\.rejected)
            ).mean()
        let gradients = try scores.gradients(of: loss * share, for: parameters)

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
            metrics["logits/\(name)"] = scores.meanLogit(rows)
        }
        return Result(gradients: gradients, loss: try loss.item(), metrics: metrics)
    }

    private func supervised(
        _ score: SequenceLogProbability, _ options: PreferenceOptions, _ parameters: [Tensor],
        _ share: Double
    ) throws -> Result {
        let scores = try score(pairs.map { [$0.chosen] })
        let tokens = Double(scores.scored.reduce(0, +))
        let loss = try -(scores.logProbabilities.sum() / tokens)
        let gradients = try scores.gradients(of: loss * share, for: parameters)
        let sums = try scores.logProbabilities.doubles()
        let chosen = pairs.indices.map { options.beta * (sums[$0] - references[$0].chosen) }
        return Result(
            gradients: gradients, loss: try loss.item(),
            metrics: [
                "rewards/chosen": mean(chosen), "logps/chosen": mean(sums),
                "logits/chosen": scores.meanLogit(pairs.indices),
            ])
    }

    private func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(values.count, 1))
    }
}
