public import Artifacts
import Numbers

/// A line of a ranking.
public struct RankedHead: Encodable, Sendable, Equatable {
    /// The head, as the score files name it.
    public var head: HeadID
    /// The mean over probes that count.
    public var score: Double
    /// 95% bootstrap interval; nil where a file has means only, or nobody asked.
    public var low: Double?
    /// The upper end of that interval.
    public var high: Double?
}

extension HeadScores {
    /// The `count` highest heads, all when it is nil, with the intervals that are given.
    public func ranked(_ count: Int? = nil, intervals: ScoreIntervals? = nil) -> [RankedHead] {
        ranking.prefix(count ?? .max).map { row in
            let range = intervals?[row.head]
            return RankedHead(
                head: row.head, score: row.score, low: range?.lowerBound, high: range?.upperBound)
        }
    }
}

/// Bootstrap intervals of the heads' mean scores.
///
/// Probes are redrawn with replacement, the same draws for all heads, because all heads saw the
/// same probes. The interval says how far the mean would move with other probes of the same kind,
/// not with other needles than the ones used.
public struct ScoreIntervals: Sendable {
    /// The share of resamples inside the interval, such as 0.95.
    public let level: Double
    /// By head; none where a file has means only.
    public let bounds: [HeadID: ClosedRange<Double>]

    /// - Parameters:
    ///   - heads: heads to compute; those that never scored cost nothing.
    ///   - resamples: draws; the ends are percentiles of their means.
    public init(
        _ scores: HeadScores, heads: [HeadID]? = nil, level: Double = 0.95, resamples: Int = 1000,
        seed: UInt64 = 0
    ) {
        self.level = level
        let samples = scores.values.values.first?.count ?? 0
        // A mean without its values says nothing about how far it would move.
        guard scores.meansOf == nil else {
            bounds = [:]
            return
        }
        var stream = SeededGenerator(seed: seed)
        // [resample][probe]: how often a probe was drawn.
        let draws = (0..<resamples).map { _ in
            var counts = Array(repeating: 0.0, count: samples)
            for _ in 0..<samples { counts[stream.below(samples)] += 1 }
            return counts
        }
        var bounds: [HeadID: ClosedRange<Double>] = [:]
        for head in heads ?? scores.allHeads {
            guard let values = scores.values[head], values.contains(where: { $0 != 0 }) else {
                bounds[head] = 0...0
                continue
            }
            let means = draws.map { Self.mean(values, $0) }.sorted()
            let low = Bootstrap.quantile(means, (1 - level) / 2)
            bounds[head] = low...Bootstrap.quantile(means, (1 + level) / 2)
        }
        self.bounds = bounds
    }

    /// Nil for a head that was not computed.
    public subscript(head: HeadID) -> ClosedRange<Double>? { bounds[head] }

    static func mean(_ values: [Double], _ counts: [Double]) -> Double {
        var sum = 0.0
        for index in values.indices { sum += values[index] * counts[index] }
        return sum / Double(values.count)
    }
}
