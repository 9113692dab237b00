import Artifacts
import Haystacks
import Numbers
import Storage
import Testing

@Suite struct HaystackGridTests {
    @Test("the published range gives the published lengths")
    func publishedLengths() throws {
        #expect(
            try GridValues.lengths("0:5000:20") == [
                0, 263, 526, 789, 1053, 1316, 1579, 1842, 2105, 2368, 2632, 2895, 3158, 3421, 3684,
                3947, 4211, 4474, 4737, 5000,
            ])
    }

    @Test(
        "lists of lengths",
        arguments: [
            ("128,256,512", [128, 256, 512]), ("1k,8K", [1024, 8192]), (" 5 , 7", [5, 7]),
            ("1k:2k:3", [1024, 1536, 2048]), ("9,9,3", [9, 3]), ("10:10:4", [10]), ("", []),
        ])
    func lengths(text: String, values: [Int]) throws {
        #expect(try GridValues.lengths(text) == values)
    }

    @Test(
        "what is not a length is named",
        arguments: [
            "12x", "-5", "1.5", "1:2", "1:2:0", "1:2:3:4", "a:2:3", "k", "1e3", "9007199254740993k",
            "5:9:1000000000",
        ])
    func badLengths(text: String) {
        let error = #expect(throws: UsageError.self) { try GridValues.lengths(text) }
        #expect(error?.description.contains("\"") == true)
    }

    @Test("where only some lengths will do, others are refused with the range")
    func limits() throws {
        let limits = NumberRange(1024...4096)
        #expect(try GridValues.lengths("1k,4096", in: limits) == [1024, 4096])
        #expect(try GridValues.lengths("1k:4k:4", in: limits) == [1024, 2048, 3072, 4096])
        for text in ["1k,1023", "4097", "1k:5k:3", "0"] {
            let error = #expect(throws: UsageError.self) {
                try GridValues.lengths(text, in: limits)
            }
            #expect(error?.description.hasSuffix("each 1024 to 4096.") == true, "\(text)")
        }
    }

    @Test("depths are percentages, thirds keep two decimals")
    func depths() throws {
        #expect(try GridValues.depths("0, 33.3,100") == [0, 33.3, 100])
        #expect(try GridValues.depths("0:100:4") == [0, 33.33, 66.67, 100])
        #expect(throws: UsageError.self) { try GridValues.depths("deep") }
        #expect(throws: UsageError.self) { try GridValues.depths("nan") }
    }

    @Test("length is the outer loop, depth the inner one")
    func order() throws {
        let grid = try HaystackGrid(
            lengths: [10, 20], depths: [0, 100], needles: Needle.builtIn(count: 2))
        let cells = grid.cells
        #expect(cells.count == grid.count)
        #expect(cells.map(\.index) == Array(0..<8))
        #expect(cells.map(\.length) == [10, 10, 10, 10, 20, 20, 20, 20])
        #expect(cells.map(\.needle) == [0, 0, 1, 1, 0, 0, 1, 1])
        #expect(cells.map(\.depth) == [0, 100, 0, 100, 0, 100, 0, 100])
    }

    @Test("empty lists and impossible values are refused")
    func refusals() {
        let needles = Needle.builtIn(count: 1)
        #expect(throws: UsageError.self) {
            try HaystackGrid(lengths: [], depths: [0], needles: needles)
        }
        #expect(throws: UsageError.self) {
            try HaystackGrid(lengths: [9], depths: [], needles: needles)
        }
        #expect(throws: UsageError.self) {
            try HaystackGrid(lengths: [9], depths: [0], needles: [])
        }
        #expect(throws: UsageError.self) {
            try HaystackGrid(lengths: [9], depths: [101], needles: needles)
        }
    }

    @Test("a length beyond the context names both")
    func contextLength() throws {
        let grid = try HaystackGrid(
            lengths: [100, 4096], depths: [0], needles: Needle.builtIn(count: 1))
        try grid.check(contextLength: 4096, model: "m")
        let error = #expect(throws: UsageError.self) {
            try grid.check(contextLength: 4095, model: "m")
        }
        #expect(error?.description.contains("4096") == true)
        #expect(error?.description.contains("4095") == true)
    }
}
