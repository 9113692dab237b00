import Artifacts
import HeadAnalysis
import Testing

@Suite struct HeadComparisonTests {
    func scores(_ rows: [[Double]]) -> HeadScores {
        var values: [HeadID: [Double]] = [:]
        for (layer, row) in rows.enumerated() {
            for (head, value) in row.enumerated() {
                values[HeadID(layer: layer, head: head)] = [value, value]
            }
        }
        return HeadScores(
            model: nil, mode: "default", layers: rows.count, heads: rows[0].count, attempts: 2,
            values: values)
    }

    @Test func sharedHeadsAreCounted() {
        let comparison = HeadComparison(
            scores([[0.9, 0.8, 0], [0.1, 0, 0]]), scores([[0.9, 0, 0.2], [0.5, 0, 0]]), counts: [2])
        #expect(comparison.difference == nil)
        #expect(comparison.overlaps.map(\.shared) == [[HeadID(layer: 0, head: 0)]])
        #expect(comparison.overlaps.map(\.share) == [0.5])
        #expect(comparison.overlaps.map(\.chance) == [2.0 / 6])
        // {0-0, 0-1} and {0-0, 1-0}: 1 of 3; 2 and 2 of 6 share 0, 1, 2 with weights 6, 8, 1 of 15.
        #expect(comparison.overlaps[0].sets?.jaccard == 1.0 / 3)
        #expect(abs(comparison.overlaps[0].sets!.expected - (8.0 / 3 + 1) / 15) < 1e-12)
    }

    /// Heads that never copied are no retrieval heads, though they fill up a ranking.
    @Test func zerosAreNotShared() {
        let comparison = HeadComparison(
            scores([[0.9, 0, 0, 0]]), scores([[0.8, 0, 0, 0]]), counts: [3])
        #expect(comparison.overlaps[0].shared.count == 1)
    }

    @Test func otherShapesAreRefusedByName() {
        let comparison = HeadComparison(scores([[1, 0]]), scores([[1, 0, 0]]))
        #expect(comparison.difference?.contains("1 layers of 2 heads") == true)
        #expect(comparison.overlaps.isEmpty && comparison.rankCorrelation == nil)
    }

    @Test("models of different depths are compared by relative depth")
    func depths() throws {
        let comparison = HeadComparison(
            scores([[1, 0], [0, 0]]), scores([[1, 0], [1, 0], [0, 0], [0, 0]]))
        // All in the lower half of both.
        #expect(comparison.depthOne?.meanDepth == 0.25 && comparison.depthTwo?.meanDepth == 0.25)
        #expect(abs(try #require(comparison.depthOverlap) - 1) < 1e-12)
        let silent = HeadComparison(scores([[0]]), scores([[1]]))
        #expect(silent.depthOne == nil && silent.depthOverlap == nil)
    }

    /// Ranks 1 2 3 against 1 3 2: 1 - 6 * (0 + 1 + 1) / (3 * 8) = 0.5.
    @Test func spearmanOfThree() throws {
        #expect(RankCorrelation.spearman([1, 2, 3], [10, 30, 20]) == 0.5)
        #expect(RankCorrelation.spearman([1, 2, 3], [3, 2, 1]) == -1)
        #expect(RankCorrelation.spearman([1, 1, 1], [3, 2, 1]) == nil)
        // Ranks 1.5 1.5 3 against 1 2 3: product 1.5, variances 1.5 and 2.
        let tied = try #require(RankCorrelation.spearman([0, 0, 5], [1, 2, 3]))
        #expect(abs(tied - 1.5 / (1.5 * 2.0).squareRoot()) < 1e-12)
    }

    @Test func halvesOfAStableRankingAgree() throws {
        var stable = scores([[0.9, 0.5, 0.1, 0]])
        #expect(try #require(SplitHalf.correlation(stable)) > 0.999)
        stable.values[HeadID(layer: 0, head: 0)] = [0.9, 0]
        stable.values[HeadID(layer: 0, head: 3)] = [0, 0.9]
        // Halves 0.9 0.5 0.1 0 and 0 0.5 0.1 0.9: ranks 4 3 2 1 and 1 3 2 4, 1 - 6 * 18 / 60.
        #expect(abs(try #require(SplitHalf.correlation(stable)) + 0.8) < 1e-12)
    }
}
