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
