/// Cuts micro-batches into forward passes of limited size, which bounds the memory of a step
/// whatever its number of pairs.
///
/// Pairs that have 500 tokens each under a budget of 1024, in micro-batches of 3:
///
///     [0, 1, 2], [3]   ->   [0, 1] weighs 2/3, [2] weighs 1/3, [3] weighs 1
struct TokenBudget {
    /// Most tokens of a forward pass; a pair that has more is alone.
    let most: Int
    /// Tokens of each pair.
    let tokens: [Int]
    /// What each pair counts in the mean loss of its micro-batch.
    let units: [Int]

    struct Pass: Equatable {
        /// Indices of pairs.
        var pairs: [Int]
        /// What its loss counts in that of its micro-batch: its share of the units.
        var weight: Double
        /// Its share of the pairs of its micro-batch, over which metrics are averaged.
        var share: Double
    }

    init(_ most: Int, tokens: [Int], units: [Int]) {
        self.most = most
        self.tokens = tokens
        self.units = units
    }

    /// The loss is a mean over pairs, or over the tokens of chosen answers.
    init(_ options: PreferenceOptions, _ pairs: [TokenizedPair]) {
        let units =
            switch options.objective {
            case .preference: pairs.map { _ in 1 }
            case .supervised: pairs.map(\.chosen.scored)
            }
        self.init(options.batchTokens, tokens: pairs.map(\.packedCount), units: units)
    }

    /// Pairs stay in their order.
    func passes(_ batches: [[Int]]) -> [Pass] {
        batches.flatMap { batch in
            parts(batch).map {
                Pass(
                    pairs: $0, weight: count($0) / count(batch),
                    share: Double($0.count) / Double(batch.count))
            }
        }
    }

    private func count(_ pairs: [Int]) -> Double { Double(pairs.reduce(0) { $0 + units[$1] }) }

    private func parts(_ batch: [Int]) -> [[Int]] {
        var parts: [[Int]] = []
        var filled = 0
        for pair in batch {
            if parts.isEmpty || filled + tokens[pair] > most {
                parts.append([])
                filled = 0
            }
            parts[parts.count - 1].append(pair)
            filled += tokens[pair]
        }
        return parts
    }
}

extension TokenizedPair {
    /// Tokens of a packed row: what both sides begin with counts once.
    var packedCount: Int {
        let (one, other) = (chosen.tokens, rejected.tokens)
        return one.count + other.count - zip(one, other).prefix { $0 == $1 }.count
    }
}
