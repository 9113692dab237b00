public import Artifacts
import Foundation

/// The spread of the retrieval score over the heads of a model.
///
/// Scores below 0, which the `query` detector gives, count as 0.
///
/// All numbers describe; none predicts how well a model reads long contexts. Ranges, worked examples
/// and when each misleads: `docs/head-statistics.md`.
public struct HeadConcentration: Codable, Sendable, Equatable {
    /// Heads with a score at or above each threshold.
    public struct Count: Codable, Sendable, Equatable {
        /// The score from which heads are counted, itself included.
        public var threshold: Double
        /// Heads with at least that score.
        public var heads: Int
        /// Layers that hold at least one of them.
        public var layers: Int
        /// The lowest of those layers; nil when there is none.
        public var firstLayer: Int?
    }

    /// Query heads of the model, those without a score included.
    public var heads: Int
    /// Probes behind every mean; where a file has one number a head, as many as it says, or 1.
    public var samples: Int
    /// One count for each threshold, in the order given.
    public var counts: [Count]
    /// Inequality: 0 when all heads score the same, towards 1 when one head has it all.
    ///
    ///     G = Σ_i (2 i - n - 1) s_i / (n Σ s), scores ascending, i from 1
    public var gini: Double
    /// Entropy of the scores taken as shares, over the logarithm of the number of heads: 0 when
    /// one head has it all, 1 when all score the same.
    public var normalizedEntropy: Double
    /// exp(entropy): as many equal heads would be as spread out.
    public var effectiveHeads: Double
    /// Share of heads with a score of 0 or less; in all of these numbers, less counts as 0.
    public var zeroShare: Double

    /// The thresholds of the reports.
    public static let thresholds = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5]

    /// The spread over all heads; where no head scores above 0, inequality, entropy and effective heads
    /// are 0.
    public init(_ scores: HeadScores, thresholds: [Double] = Self.thresholds) {
        let ranking = scores.ranking
        let values = ranking.map { max($0.score, 0) }
        heads = values.count
        samples = scores.samples
        counts = thresholds.map { threshold in
            let chosen = ranking.filter { $0.score >= threshold }.map(\.head.layer)
            return Count(
                threshold: threshold, heads: chosen.count, layers: Set(chosen).count,
                firstLayer: chosen.min())
        }
        let total = values.reduce(0, +)
        let n = Double(values.count)
        zeroShare = values.isEmpty ? 0 : Double(values.count { $0 == 0 }) / n
        guard total > 0 else {
            (gini, normalizedEntropy, effectiveHeads) = (0, 0, 0)
            return
        }
        let weighted = values.reversed().enumerated().reduce(0.0) {
            $0 + (2 * Double($1.offset + 1) - n - 1) * $1.element
        }
        gini = weighted / (n * total)
        let entropy = values.filter { $0 > 0 }.reduce(0.0) { $0 - $1 / total * log($1 / total) }
        normalizedEntropy = n > 1 ? entropy / log(n) : 0
        effectiveHeads = exp(entropy)
    }
}
