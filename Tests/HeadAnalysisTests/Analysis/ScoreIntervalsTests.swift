import Artifacts
import HeadAnalysis
import Testing

@Suite struct ScoreIntervalsTests {
    static let (a, b, c) = (
        HeadID(layer: 0, head: 0), HeadID(layer: 0, head: 1), HeadID(layer: 0, head: 2)
    )
    /// Head a succeeded in every second probe, b is the same plus a constant, c never did.
    let scores = HeadScores(
        model: nil, mode: "default", layers: 1, heads: 3, attempts: 100,
        values: [
            a: (0..<100).map { $0 % 2 == 0 ? 0.5 : 0 },
            b: (0..<100).map { $0 % 2 == 0 ? 0.75 : 0.25 },
            c: Array(repeating: 0, count: 100),
        ])

    @Test("about 1.96 standard errors around the mean")
    func width() throws {
        let range = try #require(ScoreIntervals(scores, resamples: 4000)[Self.a])
        // Standard error of a mean of 100 values 0 or 0.5: 0.25 / 10.
        #expect(abs(range.lowerBound - (0.25 - 1.96 * 0.025)) < 0.006)
        #expect(abs(range.upperBound - (0.25 + 1.96 * 0.025)) < 0.006)
    }

    @Test("all heads see the same draws, so a shifted head has a shifted interval")
    func sharedDraws() throws {
        let intervals = ScoreIntervals(scores)
        let (a, b) = (try #require(intervals[Self.a]), try #require(intervals[Self.b]))
        #expect(abs(b.lowerBound - a.lowerBound - 0.25) < 1e-12)
        #expect(abs(b.upperBound - a.upperBound - 0.25) < 1e-12)
    }

    @Test("a lower level is narrower; a seed fixes the draws")
    func levels() throws {
        let (half, most) = (ScoreIntervals(scores, level: 0.5), ScoreIntervals(scores))
        let (inner, outer) = (try #require(half[Self.a]), try #require(most[Self.a]))
        #expect(outer.lowerBound < inner.lowerBound && inner.upperBound < outer.upperBound)
        #expect(ScoreIntervals(scores)[Self.a] == outer)
        #expect(ScoreIntervals(scores, seed: 1)[Self.a] != outer)
    }

    @Test("a head without scores has 0...0, one that was not asked for none")
    func edges() {
        #expect(ScoreIntervals(scores)[Self.c] == 0...0)
        #expect(ScoreIntervals(scores, heads: [Self.a])[Self.b] == nil)
    }

    @Test("equal values, and one probe, have no width")
    func noWidth() {
        let single = HeadScores(
            model: nil, mode: "default", layers: 1, heads: 1, attempts: 1, values: [Self.a: [0.4]])
        #expect(ScoreIntervals(single)[Self.a] == 0.4...0.4)
    }
}
