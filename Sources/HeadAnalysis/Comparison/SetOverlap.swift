/// The overlap of two sets of heads, beside the overlap by chance.
///
///     let overlap = SetOverlap(shared: 2, one: 3, two: 3, of: 6)!
///     overlap.jaccard    // 2 / 4 = 0.5
///     overlap.expected   // 0.365: see `expected`
public struct SetOverlap: Encodable, Sendable, Equatable {
    /// Shared heads over all that are in either set: 0 apart, 1 equal.
    ///
    /// Stricter than a share of k: two lists of ten that share five have 5 / 15. It depends on the
    /// sizes of the sets, so compare it with `expected` and not between different sizes.
    public var jaccard: Double
    /// The mean Jaccard index of two random sets of these sizes.
    public var expected: Double

    /// Nil for two empty sets, which have no overlap to speak of.
    ///
    /// - Parameter all: heads of the model.
    public init?(shared: Int, one: Int, two: Int, of all: Int) {
        guard one + two > 0 else { return nil }
        jaccard = Double(shared) / Double(one + two - shared)
        expected = Self.expectedJaccard(one, two, of: all)
    }

    /// Nil for two empty sets; `all` is the number of heads of the model.
    public init?<Head>(_ one: Set<Head>, _ two: Set<Head>, of all: Int) {
        self.init(
            shared: one.intersection(two).count, one: one.count, two: two.count, of: all)
    }

    /// E[x / (a + b - x)], where x of the heads drawn are shared with the probability of the
    /// hypergeometric distribution.
    ///
    /// Not the Jaccard index of the expected x, because the quotient is not linear. For sets of 3
    /// and 3 of 6, x is 0, 1, 2, 3 with probability 1, 9, 9, 1 of 20, so
    /// (9 · 1/5 + 9 · 2/4 + 1 · 1) / 20 = 0.365.
    static func expectedJaccard(_ a: Int, _ b: Int, of all: Int) -> Double {
        let range = max(0, a + b - all)...min(a, b)
        // Weights relative to the most likely x, so that none overflows.
        let likely = min(max((a + 1) * (b + 1) / (all + 2), range.lowerBound), range.upperBound)
        func ratio(_ x: Int) -> Double {
            Double((a - x) * (b - x)) / Double((x + 1) * (all - a - b + x + 1))
        }
        var (total, sum) = (0.0, 0.0)
        func add(_ x: Int, _ weight: Double) {
            total += weight
            sum += weight * Double(x) / Double(a + b - x)
        }
        var weight = 1.0
        add(likely, weight)
        for x in likely..<range.upperBound {
            weight *= ratio(x)
            add(x + 1, weight)
        }
        weight = 1
        for x in stride(from: likely - 1, through: range.lowerBound, by: -1) {
            weight /= ratio(x)
            add(x, weight)
        }
        return sum / total
    }
}
