/// Weights of tokens in the score of an answer, the weighted sum of their log-probabilities.
///
/// | loss | weight of a token |
/// |---|---|
/// | sums (DPO, hinge, robust) | 1 |
/// | means (IPO, SimPO) | 1 over the tokens of the answer |
/// | `ldAlpha` (LD-DPO, Liu et al. 2024) | 1 up to the length of the shorter answer, then alpha |
/// | weights in the file | times the token's own; a mean is then a weighted one |
///
///     chosen   a b c d e      ldAlpha 0.5 ->  1 1 1 0.5 0.5
///     rejected x y z                          1 1 1
///
/// Model and reference are weighted alike, so that before training every difference is 0.
struct TokenWeights: Sendable, Equatable {
    var averages = false
    var ldAlpha: Double?

    init(averages: Bool = false, ldAlpha: Double? = nil) {
        self.averages = averages
        self.ldAlpha = ldAlpha
    }

    init(_ options: PreferenceOptions) {
        // The rival trains on chosen answers alone: there is no other length, and no loss.
        let isLoss = options.loss.objective == .preference
        self.init(
            averages: isLoss && options.loss.type.averages, ldAlpha: isLoss ? options.loss.ldAlpha : nil)
    }

    /// Weights of the scored tokens of one side.
    ///
    /// - Parameter other: scored tokens of the other side.
    func weights(_ side: TokenizedPair.Side, other: Int) -> [Double] {
        var weights = side.scoredWeights ?? Array(repeating: 1, count: side.scored)
        if let ldAlpha {
            for place in weights.indices where place >= other { weights[place] *= ldAlpha }
        }
        if averages {
            let total = weights.reduce(0, +)
            for place in weights.indices { weights[place] /= total }
        }
        return weights
    }

    /// Weights of all places of a batch of chosen and rejected sides; nil when each is 1, and the
    /// sums that are there already will do.
    func weights(_ pairs: [TokenizedPair]) -> [Double]? {
        guard averages || ldAlpha != nil || pairs.contains(where: \.isWeighted) else { return nil }
        return pairs.flatMap { weights($0.chosen, other: $0.rejected.scored) }
            + pairs.flatMap { weights($0.rejected, other: $0.chosen.scored) }
    }
}
