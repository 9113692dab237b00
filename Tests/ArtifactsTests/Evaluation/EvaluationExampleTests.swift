import Artifacts
import Foundation
import LongContextEval
import Numbers
import Storage
import TestSupport
import Testing

@Suite struct EvaluationExampleTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func read(_ lines: String...) throws -> [EvaluationExample] {
        let url = folder.file("suite.jsonl")
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
        return try EvaluationExample.read(url)
    }

    @Test("a line as documented")
    func line() throws {
        let examples = try read(
            #"{"id":"r1","category":"recall","metric":"SubEM","length":512,"maxTokens":16,"#
                + #""messages":[{"role":"user","content":"?"}],"answers":["the blue lamp"]}"#)
        #expect(
            examples == [
                EvaluationExample(
                    id: "r1", category: "recall", metric: .substringMatch, length: 512,
                    messages: [.user("?")], answers: ["the blue lamp"], maxTokens: 16)
            ])
    }

    /// Rows of other people's files between good ones; ids are texts by their code points.
    @Test func badRowsAreRefusedByThemselves() throws {
        func row(_ id: String, _ more: String = "") -> String {
            #"{"id":"\#(id)","category":"c","metric":"EM","length":1,"maxTokens":4,"messages":[{"role":"user","content":"?"}],"answers":["x"]\#(more)}"#
        }
        let url = folder.file("suite.jsonl")
        let tools = #"[{"type":"function","function":{"name":"f","about":1.0}}]"#
        let lines = [
            row("caf\u{E9}"), row("cafe\u{301}", #","tools":\#(tools),"score":NaN"#),
            row("caf\u{E9}"), row("b", #","documents":7"#), row("no"), "{}",
            row("c", #","relevance":{"caf\u00e9":1,"cafe\u0301":2}"#),
        ]
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
        let rows = try EvaluationExample.rows(of: url) {
            if $0.id == "no" { throw DataError("the template says no.") }
        }
        try #require(rows.examples.map(\.id.unicodeScalars.count) == [4, 5, 1])
        #expect(rows.examples[1].inputs.tools?.text == tools && rows.examples[0].inputs.isEmpty)
        #expect(rows.examples[2].relevance?.count == 2)
        #expect(
            rows.problems.refused.first.map(\.reason) == [
                "the id caf\u{E9} occurs twice.", "documents should be a list.",
                "the template says no.", "id is missing.",
            ])
        #expect(throws: DataError.self) { try EvaluationExample.rows(of: url, isStrict: true) }
    }

    @Test("a bad line is named with what is wrong")
    func problems() throws {
        let good = String(
            decoding: try JSONLines.line(
                EvaluationExample(
                    id: "a", category: "c", metric: .exactMatch, length: 1,
                    messages: [.user("?")], answers: ["x"])), as: UTF8.self
        ).trimmingCharacters(in: .newlines)
        func problem(_ line: String) -> String? {
            let error = #expect(throws: DataError.self) { try read(good, line) }
            return error?.description.replacingOccurrences(
                of: folder.file("suite.jsonl").path, with: "")
        }
        #expect(problem(good) == ":2: the id a occurs twice.")
        #expect(problem("{}") == ":2: id is missing.")
        #expect(
            problem(good.replacingOccurrences(of: "[\"x\"]", with: "[]"))
                == ":2: EM needs answers.")
    }

    @Test("what each metric needs")
    func needs() {
        func problem(
            _ metric: EvaluationMetric, _ change: (inout EvaluationExample) -> Void = { _ in }
        )
            -> String?
        {
            var example = EvaluationExample(
                id: "a", category: "c", metric: metric, length: 1, messages: [.user("?")])
            change(&example)
            return example.problem
        }
        #expect(problem(.exactMatch) { $0.messages = [] } == "messages is empty")
        #expect(
            problem(.exactMatch) { $0.maxTokens = 0 } == "maxTokens is 0; give \(Limits.tokens)")
        #expect(
            problem(.rankingGain) { $0.relevance = ["1": 0] }
                == "NDCG@10 needs relevance with at least one gain above 0")
        #expect(problem(.citationF1) == "citation F1 needs citations")
        #expect(problem(.citationF1) { $0.citations = ["1"] } == nil)
        #expect(problem(.likelihood) { $0.tokens = [1] } == "NLL needs tokens, at least two")
        #expect(
            problem(.likelihood) { ($0.tokens, $0.scoredFrom) = ([1, 2, 3], 3) }
                == "scoredFrom is 3; give 1 to 2")
        #expect(problem(.likelihood) { ($0.tokens, $0.scoredFrom) = ([1, 2, 3], 2) } == nil)
    }
}
