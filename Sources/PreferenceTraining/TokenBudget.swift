/// Cuts micro-batches into forward passes of limited size, which bounds the memory of a step
/// whatever its number of pairs.
///
/// Pairs that have 500 tokens each under a budget of 1024, in micro-batches of 3:
///
///     [0, 1, 2], [3]   ->   [0, 1] weighs 2/3, [2] weighs 1/3, [3] weighs 1
struct TokenBudget {
    /// Most tokens of a forward pass, padding included; a pair that has more is alone.
    let most: Int
    /// Packed, the tokens of each pair; padded, those of its longer row.
    let tokens: [Int]
    let layout: BatchLayout
    /// What each pair counts in the mean loss of its micro-batch.
    let units: [Double]
    /// What the tokens of its chosen answer count in a mean over those of the micro-batch.
    let chosen: [Double]

    struct Pass: Equatable {
        /// Indices of pairs.
        var pairs: [Int]
        /// What its loss counts in that of its micro-batch: its share of the units.
        var weight: Double
        /// Its share of the pairs of its micro-batch, over which metrics are averaged.
        var share: Double
        /// Its share of the tokens of chosen answers over that of the pairs: what a mean over tokens is
        /// multiplied by, so that the parts of a micro-batch add up to it.
        var likelihoodFactor = 1.0
    }

    /// - Parameter chosen: 1 for each pair when nil.
    init(
        _ most: Int, tokens: [Int], layout: BatchLayout = .packed, units: [Double],
        chosen: [Double]? = nil
    ) {
        self.most = most
        self.tokens = tokens
        self.layout = layout
        self.units = units
        self.chosen = chosen ?? units.map { _ in 1 }
    }

    /// The loss is a mean over pairs, or over the tokens of chosen answers.
    ///
    /// - Parameter layout: that in which passes are computed, which may not be that of the options.
    init(_ options: PreferenceOptions, _ pairs: [TokenizedPair], layout: BatchLayout) {
        let chosen = pairs.map {
            $0.chosen.scoredWeights?.reduce(0, +) ?? Double($0.chosen.scored)
        }
        let units =
            switch options.objective {
            case .preference: pairs.map { _ in 1.0 }
            case .supervised: chosen
            }
        let tokens = pairs.map { layout == .packed ? $0.packedCount : $0.length }
        self.init(
            options.batchTokens, tokens: tokens, layout: layout, units: units, chosen: chosen)
    }

    /// Pairs stay in their order.
    ///
    /// - Parameter whole: the micro-batch of which `batches` are parts; nil when each is one itself.
    func passes(_ batches: [[Int]], of whole: [Int]? = nil) -> [Pass] {
        batches.flatMap { part in
            let batch = whole ?? part
            return parts(part).map { part in
                let share = Double(part.count) / Double(batch.count)
                return Pass(
                    pairs: part, weight: sum(units, part) / sum(units, batch), share: share,
                    likelihoodFactor: sum(chosen, part) / sum(chosen, batch) / share)
            }
        }
    }

    private func sum(_ values: [Double], _ pairs: [Int]) -> Double {
        pairs.reduce(0) { $0 + values[$1] }
    }

    private func parts(_ batch: [Int]) -> [[Int]] {
        var parts: [[Int]] = []
        for pair in batch {
            if let last = parts.last, size(last + [pair]) <= most {
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
