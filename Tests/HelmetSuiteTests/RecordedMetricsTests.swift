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
                case .cited: ""
                case .recall: "ruler_recall"
                case .ranking: "NDCG@10"
                }
            for judged in record["judged"]?.array ?? [] where !name.isEmpty {
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

    /// Against ALCE's functions: words, answers that are found, lists of answers.
    @Test func citations() throws {
        let loader = try Recorded.loader()
        let fitter = PromptFitter(text: try Recorded.tokenizer("llama"))
        var count = 0
        for (task, record) in try Recorded.tasks() {
            guard let cited = record["cited"]?.array else { continue }
            let set = try HelmetTaskSet(
                loader.load(task), fitter: fitter, stopsAtNewline: false)
            for (example, judged) in zip(set.examples, cited) {
                for row in judged.array?.compactMap(\.array) ?? [] {
                    let output = try #require(row[0].string)
                    let answer = CitedAnswer(output)
                    let groups = example.answerGroups ?? []
                    let comment = Comment(rawValue: "\(task.dataset): \(output.debugDescription)")
                    #expect(Double(answer.words) == Self.number(row[1]), comment)
                    // The cue is put before what is judged, as HELMET's files have it.
                    var bare = example
                    bare.answerStart = nil
                    let score = 100 * EvaluationMetric.score(output, bare)
                    guard case .object(let list) = row[4], !list.isEmpty else {
                        #expect(abs(score - Self.number(row[2])) < 1e-9, comment)
                        #expect((score == 100) == (Self.number(row[3]) == 100), comment)
                        count += 1
                        continue
                    }
                    let listed = answer.listed(of: groups)
                    #expect(abs(score - Self.number(row[4]["qampari_rec_top5"])) < 1e-9, comment)
                    #expect(Double(listed.items) == Self.number(row[4]["num_preds"]), comment)
                    #expect(
                        abs(100 * listed.precision - Self.number(row[4]["qampari_prec"])) < 1e-9,
                        comment)
                    #expect(
                        abs(100 * listed.recall - Self.number(row[4]["qampari_rec"])) < 1e-9,
                        comment)
                    count += 1
                }
            }
        }
        #expect(count == 56)
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
