import Artifacts
import HeadAnalysis
import RunReports
import Testing

@Suite struct HeadTableTests {
    @Test("rank, head, score, interval, bar; heads without a score are left out")
    func ranking() {
        let scores = FigureTests.scores([[0, 0.1], [0.25, 0]])
        // One probe, so the intervals have no width.
        #expect(
            HeadTable.ranking(scores) == """
                rank   head  score  95% interval
                   1    1-0  0.250  0.250-0.250  █████
                   2    0-1  0.100  0.100-0.100  ██

                """)
        #expect(HeadTable.ranking(scores, count: 1).split(separator: "\n").count == 2)
        #expect(
            HeadTable.ranking(FigureTests.scores([[0]]))
                == "no head has a score above 0\n")
    }

    @Test("where scores exceed 1 the highest has the longest bar")
    func longBars() {
        let lines = HeadTable.ranking(FigureTests.scores([[1e9, 5e8]])).split(
            separator: "\n")
        #expect(lines.dropFirst().map { $0.count { $0 == "█" } } == [20, 10])
    }

    @Test("concentration in words")
    func summary() {
        let text = HeadTable.summary(
            HeadConcentration(
                FigureTests.scores([[0, 0], [0, 0.7]]), thresholds: [0.1, 0.8]))
        #expect(
            text == """
                4 heads, one value a head
                at least heads layers first layer
                     0.1     1      1           1
                     0.8     0      0        none
                Gini 0.750, normalised entropy 0.000, effective heads 1.000, 0.750 of the heads at 0

                """)
    }

    @Test("overlap between groups in words")
    func groups() throws {
        func trial(_ needle: Int, _ scores: [Double]) -> NeedleTrial {
            NeedleTrial(
                index: 0, needle: needle, length: 9, depth: 0, promptTokens: 9, span: nil,
                response: "", recall: 1, success: true, scores: scores)
        }
        let overlap = try #require(
            GroupOverlap(
                [trial(4, [1, 0.5, 0, 0]), trial(7, [1, 0, 0.5, 0])], by: .needle, count: 2))
        // {0, 1} and {0, 2} share 1 of 3. 2 and 2 of 4 share 0, 1, 2 with weights 1, 4, 1 of 6.
        #expect(
            HeadTable.line(overlap)
                == "top 2 between 2 needles (1-1 probes each): Jaccard 0.333 (least 0.333, 4 and 7), shuffled 0.333, random sets 0.389"
        )
    }

    @Test("the comparison: overlaps beside chance, depths; other shapes by their spread only")
    func comparison() {
        let one = FigureTests.scores([[0.9, 0.8, 0], [0.1, 0, 0]])
        let two = FigureTests.scores([[0.9, 0, 0.2], [0.5, 0, 0]])
        let text = HeadComparison(one, two, counts: [2]).text("a", "b")
        #expect(text.contains("Jaccard 0.333, random sets 0.244"))
        let other = HeadComparison(FigureTests.scores([[1, 0]]), FigureTests.scores([[1, 0, 0]]))
        #expect(other.text("a", "b").contains("Gini"))
        // All in the lower half of both.
        let depths = HeadComparison(
            FigureTests.scores([[1, 0], [0, 0]]),
            FigureTests.scores([[1, 0], [1, 0], [0, 0], [0, 0]]))
        #expect(depths.text("a", "b").contains("depth profiles in common: 1.000"))
    }
}
