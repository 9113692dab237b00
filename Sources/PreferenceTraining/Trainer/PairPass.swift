import Artifacts
import DecoderModels
import Torch

/// A forward and backward pass over some pairs of a micro-batch.
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

/// Cuts micro-batches into forward passes of limited size, which bounds the memory of a step
/// whatever its number of pairs.
///
/// Pairs that have 500 tokens each with at most 1024, in micro-batches of 3:
///
///     [0, 1, 2], [3]   ->   [0, 1] weighs 2/3, [2] weighs 1/3, [3] weighs 1
struct MicroBatchSplitter {
    /// Most tokens of a forward pass, padding included; a pair that has more is alone.
    let maxTokens: Int
    /// Packed, the tokens of each pair; padded, those of its longer row.
    let tokens: [Int]
    let layout: BatchLayout
    /// Weight of each pair in the mean loss of its micro-batch.
    let lossWeights: [Double]
    /// Tokens of each chosen answer, or the sum of their weights: its part of a mean over tokens.
    let chosenTokens: [Double]

    struct Pass: Equatable {
        /// Indices of pairs.
        var pairs: [Int]
        /// Its part of the loss of its micro-batch: its share of the loss weights.
        var weight: Double
        /// Its share of the pairs of its micro-batch, over which metrics are averaged.
        var pairFraction: Double
        /// Its share of the tokens of chosen answers over that of the pairs: the factor of a mean over
        /// tokens, so that the parts of a micro-batch add up to it.
        var likelihoodFactor = 1.0
    }

    /// - Parameter chosenTokens: 1 for each pair when nil.
    init(
        maxTokens: Int, tokens: [Int], layout: BatchLayout = .packed, lossWeights: [Double],
        chosenTokens: [Double]? = nil
    ) {
        self.maxTokens = maxTokens
        self.tokens = tokens
        self.layout = layout
        self.lossWeights = lossWeights
        self.chosenTokens = chosenTokens ?? lossWeights.map { _ in 1 }
    }

    /// The loss is a mean over pairs, or over the tokens of chosen answers.
    ///
    /// - Parameter layout: that in which passes are computed, which may not be that of the options.
    init(_ options: PreferenceOptions, _ pairs: [TokenizedPair], layout: BatchLayout) {
        let chosenTokens = pairs.map {
            $0.chosen.scoredWeights?.reduce(0, +) ?? Double($0.chosen.scored)
        }
        let lossWeights =
            switch options.loss.objective {
            case .preference: pairs.map { _ in 1.0 }
            case .supervised: chosenTokens
            }
        let tokens = pairs.map { layout == .packed ? $0.packedCount : $0.length }
        self.init(
            maxTokens: options.memory.batchTokens, tokens: tokens, layout: layout,
            lossWeights: lossWeights, chosenTokens: chosenTokens)
    }

    /// Pairs stay in their order.
    ///
    /// - Parameter whole: the micro-batch of which `batches` are parts; nil when each is one itself.
    func passes(_ batches: [[Int]], of whole: [Int]? = nil) -> [Pass] {
        batches.flatMap { part in
            let batch = whole ?? part
            return parts(part).map { part in
                let pairFraction = Double(part.count) / Double(batch.count)
                return Pass(
                    pairs: part, weight: sum(lossWeights, part) / sum(lossWeights, batch),
                    pairFraction: pairFraction,
                    likelihoodFactor: sum(chosenTokens, part) / sum(chosenTokens, batch)
                        / pairFraction)
            }
        }
    }

    private func sum(_ values: [Double], _ pairs: [Int]) -> Double {
        pairs.reduce(0) { $0 + values[$1] }
    }

    private func parts(_ batch: [Int]) -> [[Int]] {
        var parts: [[Int]] = []
        for pair in batch {
            if let last = parts.last, size(last + [pair]) <= maxTokens {
                parts[parts.count - 1].append(pair)
            } else {
                parts.append([pair])
            }
        }
        return parts
    }

    /// Tokens of a pass. Padded, every pair has two rows, each as long as the longest.
    private func size(_ pairs: [Int]) -> Int {
        let tokens = pairs.map { self.tokens[$0] }
        return switch layout {
        case .packed: tokens.reduce(0, +)
        case .padded: 2 * pairs.count * (tokens.max() ?? 0)
        }
    }
}

extension TokenizedPair {
    /// Tokens of a packed row: what both sides begin with counts once.
    var packedCount: Int {
        let (one, other) = (chosen.tokens, rejected.tokens)
        return one.count + other.count - zip(one, other).prefix { $0 == $1 }.count
    }
}
