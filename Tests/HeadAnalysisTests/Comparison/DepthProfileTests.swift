import HeadAnalysis
import Testing

@Suite struct DepthProfileTests {
    func profile(_ rows: [[Double]], stretches: Int) throws -> DepthProfile {
        try #require(DepthProfile(HeadConcentrationTests.scores(rows), stretches: stretches))
    }

    func near(_ one: [Double], _ two: [Double]) -> Bool {
        one.count == two.count && zip(one, two).allSatisfy { abs($0 - $1) < 1e-12 }
    }

    @Test("two layers with 3 and 1 of four")
    func byHand() throws {
        let four = try profile([[2, 1], [0, 1]], stretches: 4)
        #expect(near(four.shares, [0.375, 0.375, 0.125, 0.125]))
        // Middles of the layers at 1/4 and 3/4.
        #expect(abs(four.meanDepth - (0.75 * 0.25 + 0.25 * 0.75)) < 1e-12)
        // The middle one of three stretches has a third of each layer's depth and score.
        let three = try profile([[2, 1], [0, 1]], stretches: 3)
        #expect(near(three.shares, [0.75 * 2 / 3, 0.75 / 3 + 0.25 / 3, 0.25 * 2 / 3]))
    }

    @Test("a layer split into two equal ones is the same profile")
    func otherDepths() throws {
        let shallow = try profile([[0.6], [0.2], [0.2]], stretches: 10)
        let deep = try profile(
            [[0.3], [0.3], [0.1], [0.1], [0.1], [0.1]], stretches: 10)
        #expect(near(shallow.shares, deep.shares))
        #expect(abs(shallow.meanDepth - deep.meanDepth) < 1e-12)
        #expect(abs(shallow.overlap(deep) - 1) < 1e-12)
        #expect(abs(shallow.shares.reduce(0, +) - 1) < 1e-12)
    }

    @Test("overlap: half of the score at the same depth, none, no score")
    func overlap() throws {
        let low = try profile([[1], [0]], stretches: 2)
        let even = try profile([[1], [1]], stretches: 2)
        #expect(low.overlap(even) == 0.5)
        #expect(low.overlap(try profile([[0], [1]], stretches: 2)) == 0)
        #expect(DepthProfile(HeadConcentrationTests.scores([[0, 0]])) == nil)
    }
}
