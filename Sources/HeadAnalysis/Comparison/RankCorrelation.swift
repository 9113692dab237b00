public import Artifacts

/// Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of
/// theirs.
public enum RankCorrelation {
    /// -1 to 1; nil when there are fewer than two values or one side is constant.
    ///
    ///     RankCorrelation.spearman([1, 2, 3], [10, 30, 20])   // 0.5
    public static func spearman(_ one: [Double], _ two: [Double]) -> Double? {
        guard one.count == two.count, one.count > 1 else { return nil }
        let (a, b) = (ranks(one), ranks(two))
        let mean = Double(one.count + 1) / 2
        var (product, first, second) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            product += (x - mean) * (y - mean)
            first += (x - mean) * (x - mean)
            second += (y - mean) * (y - mean)
        }
        guard first > 0, second > 0 else { return nil }
        return product / (first * second).squareRoot()
    }

    /// Ranks from 1.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}

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
