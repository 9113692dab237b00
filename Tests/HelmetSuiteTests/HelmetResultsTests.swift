import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Means, and the files that HELMET's collecting script reads.
@Suite struct HelmetResultsTests {
    private func results(_ scores: [(String, [Double])], length: Int = 4096) -> [EvaluationResult] {
        scores.flatMap { name, scores in
            scores.enumerated().map { number, score in
                EvaluationResult(
                    id: "\(name)-\(number)", category: name, length: length,
                    metric: .substringMatch, response: "", tokens: 1, finishReason: "stop",
                    score: score)
            }
        }
    }

    @Test("datasets count the same in a category, and categories in the whole")
    func means() {
        let rows = HelmetMeans.rows(
            results([
                ("json_kv", [1, 0]), ("ruler_niah_mv", [1, 1, 1, 1]), ("kilt_nq", [1]),
                ("kilt_nq_xquad", [0]), ("kilt_popqa_3", [0, 1, 1, 1]),
                ("ruler_niah_s_1", [0, 0, 0]),
            ]), model: "m")
        // json_kv 1/2, mv 1; the two files of nq together 1/2, popqa 3/4; what is in no category counts nowhere.
        #expect(
            rows.map(\.category) == [
                "recall (2 of 4 datasets)", "rag (2 of 4 datasets)", "helmet-nojudge (recall, rag)",
            ])
        #expect(rows.map(\.mean) == [0.75, 0.625, 0.6875])
        #expect(rows.map(\.n) == [6, 6, 12])
        #expect(rows.allSatisfy { $0.metric == "mean" && $0.length == 4096 })
    }

    @Test("a whole category has its own name, one alone makes no whole")
    func wholeCategory() {
        let rows = HelmetMeans.rows(results([("msmarco_rerank_psg", [0.5, 1])]), model: "m")
        #expect(rows.map(\.category) == ["rerank"] && rows.map(\.mean) == [0.75])
    }

    @Test func differences() throws {
        let one = results([("json_kv", [1, 1]), ("ruler_niah_mv", [0, 1])])
        let two = results([("json_kv", [0, 1]), ("ruler_niah_mv", [0, 0])])
        let changes = try HelmetMeans.differences(one, model: "a", against: two, named: "b")
        #expect(changes.map(\.mean) == [0.5] && changes[0].low >= 0 && changes[0].high <= 1)
        #expect(throws: DataError.self) {
            try HelmetMeans.differences(one, model: "a", against: [], named: "b")
        }
    }

    @Test("a result file has HELMET's name, rows, measures and averages")
    func files() throws {
        let (task, _) = try #require(Recorded.tasks().first { $0.task.dataset == "kilt_nq" })
        let part = try HelmetTaskSet(
            Recorded.loader().load(task),
            fitter: PromptFitter(text: Recorded.tokenizer("llama")), stopsAtNewline: false)
        var set = HelmetSet(stopsAtNewline: false, wording: "")
        set.parts = [part]
        // The first row is answered rightly, the last has no answer.
        let answers = part.examples.dropLast().enumerated().map { number, example in
            EvaluationResult(
                id: example.id, category: example.category, length: example.length,
                metric: example.metric, response: number == 0 ? " \(example.answers[0])" : " zzz",
                tokens: 7, finishReason: "stop", score: 0)
        }
        let file = try #require(HelmetResultFile.all(set, answers, model: "tiny").first)
        #expect(
            file.name
                == "kilt_nq_v1_nq-dev_in700_size4_shots2_sampFalsemax20min0t0.0p1.0_chatFalse_42.json"
        )
        let folder = try TemporaryFolder()
        try file.write(to: folder.url)
        func read(_ name: String) throws -> JSONValue {
            try JSONParser.parse(
                Data(contentsOf: folder.url.appendingPathComponent(name)), name: name)
        }
        let document = try read(file.name)
        let rows = try #require(document["data"]?.array)
        #expect(rows.count == 11)
        #expect(rows[0]["context"] == nil && rows[0]["ctxs"] == nil && rows[0]["k"] == .int(5))
        #expect(rows[0]["output"] == .string("Answer: \(part.examples[0].answers[0])"))
        #expect(rows[0]["substring_exact_match"] == .bool(true))
        #expect(rows[1]["parsed_output"] == .string("zzz"))
        #expect(document["metrics"]?["exact_match"]?.array?.count == 11)
        #expect(document["args"]?["use_chat_template"] == .bool(false))
        let averages = try read("\(file.name).score")
        #expect(averages == document["averaged_metrics"])
        #expect(averages["substring_exact_match"] == .double(100.0 / 11))
        #expect(averages["output_len"] == .double(7))
    }
}
