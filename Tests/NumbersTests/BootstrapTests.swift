import Testing

@testable import Numbers

@Suite struct BootstrapTests {
    @Test("about 1.96 standard errors around the mean")
    func width() throws {
        let values = (0..<400).map { $0 % 4 == 0 ? 1.0 : 0 }
        let interval = try #require(Bootstrap(resamples: 4000).interval(of: values))
        #expect(interval.mean == 0.25)
        // Standard error sqrt(1/4 · 3/4 / 400) = 0.02165.
        #expect(abs(interval.low - (0.25 - 1.96 * 0.02165)) < 0.005)
        #expect(abs(interval.high - (0.25 + 1.96 * 0.02165)) < 0.005)
    }

    @Test("the seed fixes the draws, the level the width")
    func settings() throws {
        let values = (0..<30).map { Double($0 % 7) }
        let usual = try #require(Bootstrap().interval(of: values))
        #expect(Bootstrap().interval(of: values) == usual)
        #expect(Bootstrap(seed: 1).interval(of: values) != usual)
        let narrow = try #require(Bootstrap(level: 0.5).interval(of: values))
        #expect(usual.low < narrow.low && narrow.high < usual.high)
    }

    @Test("equal values have no width, no values no interval")
    func edges() {
        #expect(
            Bootstrap().interval(of: [1, 1, 1]) == Bootstrap.Interval(mean: 1, low: 1, high: 1))
        #expect(Bootstrap().interval(of: []) == nil)
    }

    @Test("groups have the share of a mean that is said")
    func shares() throws {
        let bootstrap = Bootstrap()
        let groups = [[1.0, 1], [0, 0, 0], [0.5]]
        let found = try #require(bootstrap.interval(ofMeans: groups, shares: [0.5, 0.25, 0.25]))
        // 1/2 · 1 + 1/4 · 0 + 1/4 · 1/2, whatever is drawn.
        #expect(found == Bootstrap.Interval(mean: 0.625, low: 0.625, high: 0.625))
        let mixed = [[1.0, 0], [0, 1, 1]]
        let plain = try #require(bootstrap.interval(ofMeans: mixed))
        let equal = try #require(bootstrap.interval(ofMeans: mixed, shares: [0.5, 0.5]))
        for (one, two) in [
            (equal.mean, plain.mean), (equal.low, plain.low), (equal.high, plain.high),
        ] {
            #expect(abs(one - two) < 1e-12)
        }
    }

    @Test("weights: each example counts as often as it says")
    func weights() throws {
        let bootstrap = Bootstrap()
        let values = [1.0, 0, 0.5, 0.25]
        let found = try #require(bootstrap.interval(of: values, weights: [1, 2, 2, 4]))
        // (1 + 0 + 1 + 1) / 9
        #expect(abs(found.mean - 1.0 / 3) < 1e-12)
        #expect(found.low < found.mean && found.mean < found.high)
        // Equal weights draw what the plain mean draws.
        let equal = try #require(bootstrap.interval(of: values, weights: [3, 3, 3, 3]))
        let plain = try #require(bootstrap.interval(of: values))
        for (one, two) in [
            (equal.mean, plain.mean), (equal.low, plain.low), (equal.high, plain.high),
        ] {
            #expect(abs(one - two) < 1e-12)
        }
        #expect(bootstrap.interval(of: [], weights: []) == nil)
        #expect(bootstrap.interval(of: [1], weights: [0]) == nil)
    }

    @Test("quantiles lie between order statistics, as numpy.quantile")
    func quantiles() {
        // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.9, 1]) = 1, 1.75, 3, 6.8, 8
        let sorted = [1.0, 2, 4, 8]
        for (share, value) in [(0, 1), (0.25, 1.75), (0.5, 3), (0.9, 6.8), (1, 8)] {
            #expect(abs(Bootstrap.quantile(sorted, share) - value) < 1e-12)
        }
    }

    @Test("groups count the same, however many values they have") func groups() throws {
        let few = (0..<100).map { Double($0 % 2) }
        let many = (0..<400).map { $0 % 4 == 0 ? 1.0 : 0 }
        let interval = try #require(Bootstrap(resamples: 4000).interval(ofMeans: [few, many]))
        #expect(interval.mean == 0.375)
        // Variances of the two means, 1/4 / 100 and 3/16 / 400, add up and count a quarter: 0.0272².
        #expect(abs(interval.low - (0.375 - 1.96 * 0.0272)) < 0.006)
        #expect(abs(interval.high - (0.375 + 1.96 * 0.0272)) < 0.006)
        #expect(Bootstrap().interval(ofMeans: [[1], []]) == nil)
        #expect(Bootstrap().interval(ofMeans: []) == nil)
    }
}
