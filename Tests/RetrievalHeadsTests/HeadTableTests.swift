import Artifacts
import RetrievalHeads
import Testing

@Suite struct HeadTableTests {
    @Test("rank, head, score, interval, bar; heads without a score are left out")
    func ranking() {
        let scores = HeadConcentrationTests.scores([[0, 0.1], [0.25, 0]])
        // One probe, so the intervals have no width.
        #expect(
            HeadTable.ranking(scores) == """
                rank   head  score  95% interval
                   1    1-0  0.250  0.250-0.250  █████
                   2    0-1  0.100  0.100-0.100  ██

                """)
        #expect(HeadTable.ranking(scores, count: 1).split(separator: "\n").count == 2)
        #expect(
            HeadTable.ranking(HeadConcentrationTests.scores([[0]]))
                == "no head has a score above 0\n")
    }

    @Test("concentration in words")
    func summary() {
        let text = HeadTable.summary(
            HeadConcentration(
                HeadConcentrationTests.scores([[0, 0], [0, 0.7]]), thresholds: [0.1, 0.8]))
        #expect(
            text == """
                4 heads, 1 successful probes
                heads at or above: 1 at 0.1, 0 at 0.8
                first layer at 0.1: 1
                Gini 0.750, effective heads 1.000, 0.750 of the heads never copied

                """)
    }
}
