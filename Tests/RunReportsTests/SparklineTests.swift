import RunReports
import Testing

@Suite struct SparklineTests {
    @Test func lowestAndHighestTakeTheEnds() {
        // Eight blocks: 0, 1, 2, 3 of 3 are blocks 0, 7/3 -> 2, 14/3 -> 5, 7.
        #expect(Sparkline.text([3, 2, 1, 0], columns: 4) == "█▆▃▁")
        #expect(Sparkline.text([0, 7], columns: 9) == "▁█")
    }

    @Test func neighboursAreAveraged() {
        // Pairs of (0, 2), (4, 2), (7, 7): means 1, 3, 7, and 2 of 6 is 7/3 -> block 2.
        #expect(Sparkline.text([0, 2, 4, 2, 7, 7], columns: 3) == "▁▃█")
    }

    @Test func flatAndEmptyAndBrokenValues() {
        #expect(Sparkline.text([1, 1, 1], columns: 3) == "▁▁▁")
        #expect(Sparkline.text([], columns: 3) == "")
        #expect(Sparkline.text([.nan, 1, .infinity, 2], columns: 3) == "▁█")
    }
}
