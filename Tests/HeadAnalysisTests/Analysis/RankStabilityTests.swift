import Testing

@testable import HeadAnalysis

@Suite struct RankStabilityTests {
    @Test("no resample changes the set of two sure heads")
    func sure() {
        let values = (0..<12).map { [0.9, 0.8 - Double($0) / 100, 0.01] }
        #expect(RankStability().overlap(values) == 1)
    }

    /// The third head is in the set of a resample when at least a quarter of its draws are not 0,
    /// which is as likely as not, nearly: overlap 1 when it is, 2/3 when it is not.
    @Test("a head at the threshold keeps it unstable")
    func doubtful() throws {
        let values = (0..<40).map { [0.9, 0.8, $0 % 4 == 0 ? 0.404 : 0] }
        let overlap = try #require(RankStability().overlap(values))
        // P(at least 10 of 40 with p = 1/4) = 0.5605: 0.5605 + 0.4395 · 2/3 = 0.8535, give or take
        // three standard errors of 200 resamples, each (1/3) · sqrt(0.5605 · 0.4395 / 200) = 0.0117.
        let distance = abs(overlap - 0.8535)
        #expect(distance < 0.035)
    }

    @Test("few samples and empty sets say nothing")
    func nothing() {
        #expect(RankStability().overlap((0..<7).map { _ in [1, 0] }) == nil)
        #expect(RankStability().overlap((0..<20).map { _ in [0.05, 0] }) == nil)
        #expect(RankStability(threshold: 0.05).overlap((0..<20).map { _ in [0.06, 0] }) == 1)
    }
}
