public import Artifacts

/// Whether the ranking would come out again: the rank correlation of the scores from every other
/// probe with those from the rest.
///
/// Neighbouring probes are alike (one needle, the next depth), so both halves see every needle and
/// length. It says how stable the ranking is for these needles, not for others.
public enum SplitHalf {
    /// Spearman's over all heads; nil with fewer than two probes, or when a half has no score.
    public static func correlation(_ scores: HeadScores) -> Double? {
        let lists = scores.allHeads.map { scores.values[$0] ?? [] }
        guard lists.allSatisfy({ $0.count > 1 }) else { return nil }
        func means(_ parity: Int) -> [Double] {
            lists.map { list in
                let half = list.enumerated().filter { $0.offset % 2 == parity }.map(\.element)
                return half.reduce(0, +) / Double(half.count)
            }
        }
        return RankCorrelation.spearman(means(0), means(1))
    }
}
