import Artifacts
import Numbers
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

    /// Questions of contexts: each context's scores, in questions of its own.
    func about(_ contexts: [[Double]], category: String = "recall") -> [EvaluationResult] {
        contexts.enumerated().flatMap { place, scores in
            scores.enumerated().map { number, score in
                var result = result("\(category)-\(place)-\(number)", score, category: category)
                result.context = "\(category)-\(place)"
                return result
            }
        }
    }

    @Test(
        "questions about one context are drawn together: their interval is that of the contexts' means"
    )
    func clustered() throws {
        // Four contexts, read well or badly: twenty questions say no more than four.
        let all = about([1, 0, 1, 0].map { Array(repeating: $0, count: 5) })
        let contexts = try #require(Bootstrap().interval(of: [1, 0, 1, 0]))
        let row = EvaluationSummary.rows(all, model: "m")[0]
        #expect(row.mean == 0.5 && row.n == 20)
        #expect(row.low == contexts.low && row.high == contexts.high)
        let alone = all.map { result($0.id, $0.score) }
        let narrow = EvaluationSummary.rows(alone, model: "m")[0]
        #expect(narrow.high - narrow.low < (row.high - row.low) * 0.6)

        let base = all.map { result in
            var result = result
            result.score = 0
            return result
        }
        let change = try EvaluationSummary.differences(
            all, model: "m", against: base, named: "base")[0]
        #expect(change.mean == 0.5 && change.low == contexts.low && change.high == contexts.high)
    }

    @Test("a context counts as often as it has questions, and the mean is that of the questions")
    func unevenContexts() throws {
        let all = about([[1, 0, 1, 1], [0], [1, 0]])
        let expected = try #require(
            Bootstrap().interval(of: [0.75, 0, 0.5], weights: [4, 1, 2]))
        let row = EvaluationSummary.rows(all, model: "m")[0]
        #expect(abs(row.mean - 4.0 / 7) < 1e-12 && abs(expected.mean - 4.0 / 7) < 1e-12)
        #expect(row.low == expected.low && row.high == expected.high)
        let both = all + about([[1], [1, 0]], category: "rag")
        let mean = EvaluationSummary.means(both, model: "m")[0]
        let of = try #require(
            Bootstrap().interval(
                ofMeans: [[1, 0.5], [0.75, 0, 0.5]], weights: [[1, 2], [4, 1, 2]]))
        #expect(mean.low == of.low && mean.high == of.high && mean.n == 10)
        #expect(abs(mean.mean - (4.0 / 7 + 2.0 / 3) / 2) < 1e-12)
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
