import Testing

@testable import DecoderModels

@Suite struct PrefillPassesTests {
    @Test("what has little padding is one pass, however large, and so is what is small")
    func together() {
        #expect(PrefillPasses([100, 90, 80, 85], tokens: 10).rows == [[0, 1, 2, 3]])
        #expect(PrefillPasses([100, 1, 1, 1], tokens: 400).rows == [[0, 1, 2, 3]])
        #expect(PrefillPasses([7], tokens: 1).rows == [[0]])
        #expect(PrefillPasses([], tokens: 10).rows.isEmpty)
    }

    /// 4 x 100 = 400 columns for 131 tokens. Longest first: 100 and 20 would be 200 columns, 20 and 10 are 40.
    @Test func unlikeLengthsAreSplit() {
        #expect(PrefillPasses([10, 100, 1, 20], tokens: 150).rows == [[1], [3, 0, 2]])
        #expect(PrefillPasses([10, 100, 1, 20], tokens: 40).rows == [[1], [3, 0], [2]])
    }

    @Test(
        "every prompt is in one pass; passes keep the limit and compute less than all together would"
    )
    func property() {
        for seed in 1..<40 {
            let lengths = (0..<seed).map { 1 + ($0 * 7919 + seed * 104_729) % 509 }
            let passes = PrefillPasses(lengths, tokens: 1024).rows
            #expect(passes.flatMap { $0 }.sorted() == Array(lengths.indices))
            guard passes.count > 1 else { continue }
            for pass in passes {
                let longest = pass.map { lengths[$0] }.max() ?? 0
                #expect(pass.count == 1 || pass.count * longest <= 1024)
            }
            let columns = passes.map { $0.count * ($0.map { lengths[$0] }.max() ?? 0) }
            #expect(columns.reduce(0, +) < lengths.count * (lengths.max() ?? 0))
        }
    }
}
