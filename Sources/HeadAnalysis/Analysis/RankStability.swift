import Numbers
import Storage

/// A stopping rule: the retrieval heads are known well enough to stop probing.
///
/// After each round of probes the set of heads with a mean score of at least `threshold` is compared
/// with the sets that bootstrap resamples of the probes give. The mean overlap (Jaccard: common over
/// all heads of both) says how much the set owes to the luck of the draw. Two rounds in a row with
/// at least `overlap`, and probing ends.
///
/// The order of the probes is random, so each round is a fair sample of the grid: stopping early
/// narrows the sample, not the range of lengths, depths and needles. A head whose score is close to
/// the threshold keeps the set unstable, as it should.
///
/// Worked example. Scores 0.9 and 0.8 for two heads, 0.01 for all others, threshold 0.1: no
/// resample changes the set, overlap 1, and two rounds are enough. A third head
/// whose every fourth value is 0.404, the others 0, has the mean 0.101: of 40 probes, 56% of the
/// resamples have it, overlap 0.56 · 3/3 + 0.44 · 2/3 = 0.85, and probing goes on.
public struct RankStability: Codable, Sendable, Equatable {
    /// Heads from this mean score on are retrieval heads.
    public var threshold: Double
    /// Mean overlap to be reached, 0...1.
    public var overlap: Double
    /// Probes of a round.
    public var round: Int
    /// Decides the order of the probes and the resamples.
    public var seed: UInt64

    /// A rule of these values, which are checked when detection begins.
    public init(
        threshold: Double = 0.1, overlap: Double = 0.95, round: Int = 12, seed: UInt64 = 0
    ) {
        self.threshold = threshold
        self.overlap = overlap
        self.round = round
        self.seed = seed
    }

    /// - Throws: `UsageError` naming the value out of range.
    package func check() throws {
        guard threshold > 0, threshold <= 1 else {
            throw UsageError("the threshold is \(threshold); give a score above 0, at most 1.")
        }
        guard (0...1).contains(overlap) else {
            throw UsageError("the overlap is \(overlap); give a share from 0 to 1.")
        }
        guard round >= 1 else { throw UsageError("a round has \(round) probes; give 1 or more.") }
    }

    static let resamples = 200

    /// Fewer samples say nothing: with two, most resamples hold only one of them.
    static let fewest = 8

    /// Mean overlap of the set with those of resamples; nil with fewer than ``fewest`` samples or
    /// when no head is in it.
    ///
    /// - Parameter values: `[probe][head]`.
    package func overlap(_ values: [[Double]]) -> Double? {
        guard values.count >= Self.fewest else { return nil }
        func set(_ rows: [[Double]]) -> Set<Int> {
            var sums = [Double](repeating: 0, count: rows[0].count)
            for row in rows { for (head, value) in row.enumerated() { sums[head] += value } }
            return Set(sums.indices.filter { sums[$0] >= threshold * Double(rows.count) })
        }
        let own = set(values)
        guard !own.isEmpty else { return nil }
        var stream = SeededGenerator.derive(seed, UInt64(values.count))
        let overlaps = (0..<Self.resamples).map { _ in
            let other = set(values.map { _ in values[stream.below(values.count)] })
            return Double(own.intersection(other).count) / Double(own.union(other).count)
        }
        return overlaps.reduce(0, +) / Double(overlaps.count)
    }
}
