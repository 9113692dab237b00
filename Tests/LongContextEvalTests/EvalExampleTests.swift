import Artifacts
import Foundation
import LongContextEval
import TestSupport
import Testing

@Suite struct EvalExampleTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func read(_ lines: String...) throws -> [EvalExample] {
        let url = folder.file("suite.jsonl")
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
        return try EvalExample.read(url)
    }

    @Test("a line as documented")
    func line() throws {
        let examples = try read(
            #"{"id":"r1","category":"recall","metric":"SubEM","length":512,"maxTokens":16,"#
                + #""messages":[{"role":"user","content":"?"}],"answers":["the blue lamp"]}"#)
        #expect(
            examples == [
                EvalExample(
                    id: "r1", category: "recall", metric: .substringMatch, length: 512,
                    messages: [.user("?")], answers: ["the blue lamp"], maxTokens: 16)
            ])
    }

    @Test("a bad line is named with what is wrong")
    func problems() throws {
        let good = String(
            decoding: try JSONLines.line(
                EvalExample(
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
        func problem(_ metric: EvalMetric, _ change: (inout EvalExample) -> Void = { _ in })
            -> String?
        {
            var example = EvalExample(
                id: "a", category: "c", metric: metric, length: 1, messages: [.user("?")])
            change(&example)
            return example.problem
        }
        #expect(problem(.exactMatch) { $0.messages = [] } == "messages is empty")
        #expect(problem(.exactMatch) { $0.maxTokens = 0 } == "maxTokens is 0; give 1 or more")
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
