/// Percentile bootstrap intervals of a mean (Efron 1979): examples are drawn with replacement, and
/// the middle share of the resampled means is the interval.
///
/// The seed fixes every draw, so equal values give equal intervals on every machine. When all
/// values are equal, as at 0 or 100%, the interval has no width; that is a limit of the method.
public struct Bootstrap: Sendable {
    /// Draws of the whole list, at least 1.
    public var resamples: Int
    /// 0.95 for a 95% interval.
    public var level: Double
    /// Fixes every draw.
    public var seed: UInt64

    /// A method of so many draws; fewer than 1 become 1.
    public init(resamples: Int = 2000, level: Double = 0.95, seed: UInt64 = 1979) {
        self.resamples = max(1, resamples)
        self.level = level
        self.seed = seed
    }

    /// A mean and the ends of its interval, in the unit of the values.
    public struct Interval: Sendable, Equatable {
        /// The mean of the values themselves, not of the resamples.
        public let mean: Double
        /// The lower end: the quantile `(1 - level) / 2` of the resampled means.
        public let low: Double
        /// The upper end: the quantile `(1 + level) / 2` of the resampled means.
        public let high: Double
    }

    /// The mean of the values and its interval; nil for no values.
    ///
    /// For a paired comparison give the differences per example.
    public func interval(of values: [Double]) -> Interval? {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        var generator = SeededGenerator(seed: seed)
        let means = (0..<resamples).map { _ in
            var sum = 0.0
            for _ in values.indices { sum += values[generator.below(values.count)] }
            return sum / count
        }.sorted()
        let tail = (1 - level) / 2
        return Interval(
            mean: values.reduce(0, +) / count, low: Self.quantile(means, tail),
            high: Self.quantile(means, 1 - tail))
    }

    /// The mean of the weighted means of groups, every group counting the same, and its interval: values
    /// are drawn again within their groups, with their weights. Nil without groups, or for one without weight.
    ///
    ///     interval(ofMeans: [[0, 1], [1, 1, 1, 1]])   // mean 0.75
    ///
    /// - Parameters:
    ///   - weights: one per value, 0 or more; all 1 when nil.
    ///   - shares: of each group in the mean, where they do not count the same; they add up to 1.
    public func interval(
        ofMeans groups: [[Double]], weights: [[Double]]? = nil, shares: [Double]? = nil
    ) -> Interval? {
        let weights = weights ?? groups.map { $0.map { _ in 1 } }
        precondition(weights.map(\.count) == groups.map(\.count), "one weight per value")
        precondition(shares.map { $0.count == groups.count } ?? true, "one share per group")
        func mean(_ means: [Double]) -> Double {
            guard let shares else { return means.reduce(0, +) / Double(means.count) }
            return zip(means, shares).reduce(0) { $0 + $1.0 * $1.1 }
        }
        guard !groups.isEmpty, weights.allSatisfy({ $0.reduce(0, +) > 0 }) else { return nil }
        let own = zip(groups, weights).map { values, weights in
            zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        }
        var generator = SeededGenerator(seed: seed)
        let means = (0..<resamples).map { _ in
            mean(
                groups.indices.map { group in
                    Self.drawnMean(groups[group], weights[group], &generator) ?? own[group]
                })
        }.sorted()
        let tail = (1 - level) / 2
        return Interval(
            mean: mean(own), low: Self.quantile(means, tail),
            high: Self.quantile(means, 1 - tail))
    }

    /// The weighted mean of as many draws as there are values; nil when none drawn has weight, which says nothing.
    private static func drawnMean(
        _ values: [Double], _ weights: [Double], _ generator: inout SeededGenerator
    ) -> Double? {
        var (sum, weight) = (0.0, 0.0)
        for _ in values.indices {
            let drawn = generator.below(values.count)
            sum += values[drawn] * weights[drawn]
            weight += weights[drawn]
        }
        return weight > 0 ? sum / weight : nil
    }

    /// The weighted mean of the values and its interval; nil for no values or no weight. Examples are
    /// drawn with their weights, as a share of instructions over prompts with several each needs it.
    ///
    /// - Parameter weights: one per value, 0 or more.
    public func interval(of values: [Double], weights: [Double]) -> Interval? {
        precondition(values.count == weights.count, "one weight per value")
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        var generator = SeededGenerator(seed: seed)
        let means = (0..<resamples).map { _ in
            Self.drawnMean(values, weights, &generator) ?? mean
        }.sorted()
        let tail = (1 - level) / 2
        return Interval(
            mean: mean, low: Self.quantile(means, tail), high: Self.quantile(means, 1 - tail))
    }

    /// Linear interpolation between order statistics, as numpy does by default.
    ///
    /// - Parameters:
    ///   - sorted: ascending, at least one value.
    ///   - share: 0 to 1.
    public static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let index = min(max(0, Int(place)), sorted.count - 1)
        let next = min(index + 1, sorted.count - 1)
        return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
    }
}
