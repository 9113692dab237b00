import Artifacts
import Storage
import Testing

@testable import LongContextEval

@Suite struct EvaluationSummaryTests {
    func result(
        _ id: String, _ score: Double, category: String = "recall", length: Int = 128
    ) -> EvaluationResult {
        EvaluationResult(
            id: id, category: category, length: length, metric: .exactMatch, response: "",
            tokens: 1, finishReason: "stop", score: score)
    }

    @Test("a row a category and length, in order of appearance")
    func rows() {
        let rows = EvaluationSummary.rows(
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

    @Test("a category of several metrics has a row of each")
    func mixed() {
        let other = EvaluationResult(
            id: "5", category: "recall", length: 128, metric: .choiceAccuracy, response: "",
            tokens: 1, finishReason: "scored", score: 1, also: [.normalizedChoiceAccuracy: 0])
        let rows = EvaluationSummary.rows([result("1", 1), other, result("2", 0)], model: "m")
        #expect(rows.map(\.metric) == ["EM", "acc", "acc_norm"])
        #expect(rows.map(\.mean) == [0.5, 1, 0] && rows.map(\.n) == [2, 1, 1])
        #expect(Set(rows.map(\.category)) == ["recall"])
    }

    @Test("pairing takes out what is hard for both: a constant gain has no width")
    func paired() throws {
        let base = (0..<40).map { result("\($0)", Double($0 % 2) / 2) }
        let better = base.reversed().map { result($0.id, $0.score + 0.25) }
        let row = try #require(
            EvaluationSummary.differences(better, model: "RetMask", against: base, named: "base")
                .first)
        #expect(row.mean == 0.25 && row.low == 0.25 && row.high == 0.25 && row.n == 40)
        #expect(row.model == "RetMask" && row.against == "base")
        // The table of the two alone would not tell: their intervals overlap.
        let tables = [base, better].map { EvaluationSummary.rows($0, model: "m")[0] }
        #expect(tables[0].high - tables[0].low > 0.1)
    }

    @Test("examples that only one of the two has are named")
    func unmatched() {
        for (left, right) in [(["1", "2"], ["1"]), (["1"], ["1", "2"])] {
            let error = #expect(throws: DataError.self) {
                try EvaluationSummary.differences(
                    left.map { result($0, 1) }, model: "a", against: right.map { result($0, 1) },
                    named: "b")
            }
            #expect(error?.description == "a and b did not both answer example 2.")
        }
    }

    @Test("an example of another length is no partner, and no score is made up for it")
    func otherMeasures() throws {
        #expect(throws: DataError.self) {
            try EvaluationSummary.differences(
                [result("1", 1)], model: "m", against: [result("1", 1, length: 256)], named: "base")
        }
    }

    @Test("means over categories, each counting the same, without controls") func means() throws {
        let base =
            [result("1", 1), result("2", 0), result("3", 0.5, category: "rag")]
            + [result("4", 0, category: "facts"), result("5", 1, length: 256)]
        let other = base.map {
            result($0.id, $0.score + 0.25, category: $0.category, length: $0.length)
        }
        let controls: Set = [ExactText("facts")]
        let rows = EvaluationSummary.means(base, model: "base", leavingOut: controls)
        // At 256 there is one category, which is its own mean.
        #expect(rows.map(\.length) == [128] && rows.map(\.mean) == [0.5] && rows.map(\.n) == [3])
        #expect(rows[0].category == "mean over 2 categories")
        let changes = try EvaluationSummary.meanDifferences(
            other, model: "new", against: base, named: "base", leavingOut: controls)
        #expect(changes.map(\.mean) == [0.25])
        #expect(changes.map(\.low) == [0.25] && changes.map(\.high) == [0.25])
        #expect(throws: DataError.self) {
            try EvaluationSummary.meanDifferences(
                other, model: "new", against: [base[0]], named: "base")
        }
    }
}
