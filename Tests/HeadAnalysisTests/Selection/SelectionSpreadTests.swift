import Artifacts
import HeadAnalysis
import Testing

@Suite struct SelectionSpreadTests {
    let scores = HeadConcentrationTests.scores([[0, 0], [0.5, 0.1], [0, 0.2], [0, 0.2]])

    @Test("layers, first and last of them, share of the score")
    func spread() throws {
        let top = try HeadSelection.top(3).heads(of: scores)
        let spread = try #require(SelectionSpread(top, of: scores))
        // 1-0 with .5, 2-1 and 3-1 with .2 each, of 1 in all.
        #expect(spread.heads == 3 && spread.layers == 3 && spread.mostInOneLayer == 1)
        #expect(spread.firstLayer == 1 && spread.lastLayer == 3)
        #expect(abs(try #require(spread.scoreShare) - 0.9) < 1e-12)
        #expect(
            spread.sentence == "3 heads in 3 layers, 1 to 3, at most 1 in one; 0.900 of the score")
    }

    @Test("scores below 0 count as 0, so the share stays within 0 and 1")
    func negative() throws {
        let query = HeadConcentrationTests.scores([[0.6, -0.3], [0.2, -0.4]])
        func share(_ heads: HeadID...) -> Double? { SelectionSpread(heads, of: query)?.scoreShare }
        // 0.6 of 0.6 + 0.2.
        #expect(
            abs(try #require(share(HeadID(layer: 0, head: 0))) - 0.75) < 1e-12)
        #expect(share(HeadID(layer: 0, head: 1)) == 0)
        #expect(SelectionSpread(query.allHeads, of: query)?.scoreShare == 1)
    }

    @Test("two heads of one layer; no heads; no scores")
    func edges() {
        let layer = [HeadID(layer: 1, head: 0), HeadID(layer: 1, head: 1)]
        #expect(SelectionSpread(layer, of: scores)?.mostInOneLayer == 2)
        #expect(SelectionSpread([], of: scores) == nil)
        #expect(
            SelectionSpread(layer, of: HeadConcentrationTests.scores([[0, 0], [0, 0]]))?.scoreShare
                == nil)
    }
}
