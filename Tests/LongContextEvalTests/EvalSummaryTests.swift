import Artifacts
import Testing

@testable import LongContextEval

@Suite struct BootstrapTests {
    @Test("about 1.96 standard errors around the mean")
    func width() throws {
        let values = (0..<400).map { $0 % 4 == 0 ? 1.0 : 0 }
        let interval = try #require(Bootstrap(resamples: 4000).interval(of: values))
        #expect(interval.mean == 0.25)
        // Standard error sqrt(1/4 · 3/4 / 400) = 0.02165.
        #expect(abs(interval.low - (0.25 - 1.96 * 0.02165)) < 0.005)
        #expect(abs(interval.high - (0.25 + 1.96 * 0.02165)) < 0.005)
    }

    @Test("the seed fixes the draws, the level the width")
    func settings() throws {
        let values = (0..<30).map { Double($0 % 7) }
        let usual = try #require(Bootstrap().interval(of: values))
        #expect(Bootstrap().interval(of: values) == usual)
        #expect(Bootstrap(seed: 1).interval(of: values) != usual)
        let narrow = try #require(Bootstrap(level: 0.5).interval(of: values))
        #expect(usual.low < narrow.low && narrow.high < usual.high)
    }

    @Test("equal values have no width, no values no interval")
    func edges() {
        #expect(
            Bootstrap().interval(of: [1, 1, 1]) == Bootstrap.Interval(mean: 1, low: 1, high: 1))
        #expect(Bootstrap().interval(of: []) == nil)
    }

    @Test("quantiles lie between order statistics, as numpy.quantile")
    func quantiles() {
        // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.9, 1]) = 1, 1.75, 3, 6.8, 8
        let sorted = [1.0, 2, 4, 8]
        for (share, value) in [(0, 1), (0.25, 1.75), (0.5, 3), (0.9, 6.8), (1, 8)] {
            #expect(abs(Bootstrap.quantile(sorted, share) - value) < 1e-12)
        }
    }
}

@Suite struct EvalSummaryTests {
    func result(
        _ id: String, _ score: Double, category: String = "recall", length: Int = 128
    ) -> EvalResult {
        EvalResult(
            id: id, category: category, length: length, metric: .exactMatch, response: "",
            tokens: 1, finishReason: "stop", score: score)
    }

    @Test("a row a category and length, in order of appearance")
    func rows() {
        let rows = EvalSummary.rows(
            [
                result("1", 1), result("2", 0, category: "facts"), result("3", 0),
                result("4", 1, length: 256),
            ], model: "base")
        #expect(rows.map(\.category) == ["recall", "facts", "recall"])
        #expect(rows.map(\.length) == [128, 128, 256])
        #expect(rows.map(\.mean) == [0.5, 0, 1] && rows.map(\.n) == [2, 1, 1])
        #expect(rows[0].metric == "EM" && rows[0].model == "base")
        #expect(rows[0].low == 0 && rows[0].high == 1)
    }

    @Test("pairing takes out what is hard for both: a constant gain has no width")
    func paired() throws {
        let base = (0..<40).map { result("\($0)", Double($0 % 2) / 2) }
        let better = base.reversed().map { result($0.id, $0.score + 0.25) }
        let row = try #require(
            EvalSummary.differences(better, model: "RetMask", against: base, named: "base").first)
        #expect(row.mean == 0.25 && row.low == 0.25 && row.high == 0.25 && row.n == 40)
        #expect(row.model == "RetMask" && row.against == "base")
        // The table of the two alone would not tell: their intervals overlap.
        let tables = [base, better].map { EvalSummary.rows($0, model: "m")[0] }
        #expect(tables[0].high - tables[0].low > 0.1)
    }

    @Test("examples that only one of the two has are named")
    func unmatched() {
        for (left, right) in [(["1", "2"], ["1"]), (["1"], ["1", "2"])] {
            let error = #expect(throws: DataError.self) {
                try EvalSummary.differences(
                    left.map { result($0, 1) }, model: "a", against: right.map { result($0, 1) },
                    named: "b")
            }
            #expect(error?.description == "a and b did not both answer example 2.")
        }
    }
}
