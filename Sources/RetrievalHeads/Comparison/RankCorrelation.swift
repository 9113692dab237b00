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
