import Artifacts
import Foundation
import LongContextEval
import Storage
import Testing

@testable import HelmetSuite

/// Measures of answers of all kinds against HELMET's own functions.
@Suite struct RecordedMetricsTests {
    @Test func metrics() throws {
        let loader = try Recorded.loader()
        var count = 0
        for (task, record) in try Recorded.tasks() {
            let data = try loader.load(task)
            for judged in record["judged"]?.array ?? [] {
                let row = try #require(judged.array)
                let item = data.items[try #require(row[0].int)]
                let output = try #require(row[1].string)
                let cue = try data.cue.filled(HelmetLoader.values(item.fields))
                let metrics = HelmetMetrics(
                    cue + output, data.rule, answers: HelmetAnswers.flat(item["answer"]),
                    grades: try HelmetAnswers.grades(item["qrel"]))
                guard case .object(let expected) = row[2] else { continue }
                #expect(metrics.values.map(\.key) == expected.map(\.key))
                for (mine, theirs) in zip(metrics.values, expected) {
                    count += 1
                    #expect(
                        Self.isSame(mine.value, theirs.value),
                        "\(task.dataset): \(mine.key) of \(output.debugDescription) is \(mine.value), not \(theirs.value)"
                    )
                }
                // Without a number the whole text is the id, which nothing is called.
                if case .ranking = data.rule, metrics["num_preds"] == 1 { continue }
                #expect(metrics.parsed == row[3], "\(task.dataset): \(output.debugDescription)")
            }
        }
        #expect(count > 1000)
    }

    /// What `evaluate` puts into its table is the measure that HELMET's collecting script reads.
    @Test func headlines() throws {
        let loader = try Recorded.loader()
        let fitter = PromptFitter(text: try Recorded.tokenizer("llama"))
        for (task, record) in try Recorded.tasks() {
            let set = try HelmetTaskSet(
                loader.load(task), fitter: fitter, stopsAtNewline: false)
            let name =
                switch set.rule {
                case .best: "substring_exact_match"
                case .parsed: "exact_match"
                case .recall: "ruler_recall"
                case .ranking: "NDCG@10"
                }
            for judged in record["judged"]?.array ?? [] {
                let row = try #require(judged.array)
                let example = set.examples[try #require(row[0].int)]
                let output = try #require(row[1].string)
                let score = EvaluationMetric.score(output, example)
                // HELMET rounds gains to five decimals.
                #expect(
                    abs(score - Self.number(row[2][name])) <= 0.000_005_001,
                    "\(task.dataset): \(output.debugDescription)")
            }
        }
    }

    private static func number(_ value: JSONValue?) -> Double {
        switch value {
        case .bool(let flag)?: flag ? 1 : 0
        case .int(let number)?: Double(number)
        case .double(let number)?: number
        default: .nan
        }
    }

    /// Flags and counts exactly, numbers but for the last bits of a sum.
    private static func isSame(_ mine: JSONValue, _ theirs: JSONValue) -> Bool {
        if case .bool(let flag) = mine { return theirs.bool == flag }
        return abs(number(mine) - number(theirs)) <= 1e-12
    }
}
