import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import LongContextEval

@Suite struct EvaluatorTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// The model answers `w0` to `w9`; every third example expects something else.
    static let examples = (0..<10).map { index in
        EvaluationExample(
            id: "e\(index)", category: "recall", metric: .exactMatch, length: 128,
            messages: [.user("say w\(index)")],
            answers: [index % 3 == 0 ? "other" : "w\(index)"], maxTokens: 4 + index)
    }

    func evaluator(
        _ name: String = "base.jsonl", _ change: (inout Evaluator) -> Void = { _ in }
    ) -> Evaluator {
        var evaluator = Evaluator(
            examples: Self.examples, model: "fake", out: folder.file(name), batch: 4)
        change(&evaluator)
        return evaluator
    }

    @Test("every example is asked once, with its own limit, and judged")
    func answers() throws {
        let model = ScriptedModel()
        let results = try evaluator().evaluate(model)
        #expect(model.calls.map(\.count) == [4, 4, 2])
        #expect(model.calls[1][1].sampling.maxTokens == 9)
        #expect(model.calls[1][1].sampling.temperature == 0)
        #expect(results.map(\.score) == (0..<10).map { $0 % 3 == 0 ? 0 : 1 })
        #expect(results[2].response == "w2" && results[2].tokens == 2)
        #expect(
            try JSONLines.read(EvaluationResult.self, from: folder.file("base.jsonl")) == results)
    }

    @Test("a result says which context its question shares") func contexts() throws {
        let results = try evaluator {
            $0.examples[3].extra = ["context": "c1", "depth": "0.5"]
        }.evaluate(ScriptedModel())
        #expect(results.map(\.context) == (0..<10).map { $0 == 3 ? "c1" : nil })
        #expect(
            try JSONLines.read(EvaluationResult.self, from: folder.file("base.jsonl")) == results)
    }

    @Test(
        "the ablated model is the same run with heads ablated", arguments: [HeadGate.zero, .mean])
    func ablated(gate: HeadGate) throws {
        let model = ScriptedModel()
        let ablation = HeadAblation([HeadID(layer: 1, head: 2)], gate: gate)
        let results = try evaluator { $0.ablation = ablation }.evaluate(model)
        #expect(model.calls[0][0].ablation == ablation)
        #expect(results.allSatisfy { $0.response == "lost" && $0.score == 0 })
    }

    @Test("the record names the gate only where it is not zero, so that earlier runs go on")
    func gateOfTheRecord() throws {
        let heads = [HeadID(layer: 1, head: 2), HeadID(layer: 0, head: 3)]
        func settings(_ gate: HeadGate) throws -> [String: String] {
            let run = evaluator {
                ($0.ablation, $0.meansText) = (HeadAblation(heads, gate: gate), "a text")
            }
            return try run.record().settings
        }
        let zero = try settings(.zero)
        #expect(
            Set(zero.keys) == [
                "model", "set of examples", "silenced heads", "temperature", "top-p", "top-k",
                "seed", "batch",
            ])
        #expect(zero["silenced heads"] == "0-3 1-2")
        #expect(try settings(.scale(0.5)) == zero.merging(["gate": "0.5"]) { $1 })
        #expect(
            try settings(.mean)
                == zero.merging(["gate": "mean", "text of the means": "a text"]) { $1 })
    }

    @Test("sampling draws from a stream of the example's name, whatever the batch")
    func streams() throws {
        let (small, large) = (ScriptedModel(), ScriptedModel())
        let sampling = SamplingParameters(temperature: 1, seed: 5)
        _ = try evaluator("a") { ($0.batch, $0.sampling) = (1, sampling) }.evaluate(small)
        _ = try evaluator("b") { ($0.batch, $0.sampling) = (7, sampling) }.evaluate(large)
        let seeds = small.calls.flatMap(\.self).map(\.sampling.seed)
        #expect(seeds == large.calls.flatMap(\.self).map(\.sampling.seed))
        #expect(Set(seeds).count == 10)
    }

    @Test("killed at any batch and torn, the same bytes come out", arguments: 0..<3)
    func resumes(diesAt: Int) throws {
        let whole = ScriptedModel()
        _ = try evaluator("whole.jsonl").evaluate(whole)
        let dying = ScriptedModel()
        dying.diesAt = diesAt
        let killed = evaluator("killed.jsonl")
        #expect(throws: ScriptedModel.Killed.self) { try killed.evaluate(dying) }
        let bytes = try Data(contentsOf: killed.out)
        #expect(bytes.split(separator: 0x0a).count == 4 * diesAt)
        if diesAt > 0 { try bytes.dropLast(5).write(to: killed.out) }

        let again = ScriptedModel()
        var reports: [ProgressReport] = []
        _ = try killed.evaluate(again) { reports.append($0) }
        #expect(again.calls == Array(whole.calls.suffix(diesAt == 0 ? 3 : 4 - diesAt)))
        #expect(reports.first?.resumed == max(4 * diesAt - 1, 0))
        #expect(reports.last?.done == 10)
        #expect(
            try Data(contentsOf: killed.out) == Data(contentsOf: folder.file("whole.jsonl")))
    }

    @Test("another model, mask, batch or set of examples is refused; restart begins again")
    func otherRun() throws {
        _ = try evaluator().evaluate(ScriptedModel())
        let changes: [(String, (inout Evaluator) -> Void)] = [
            ("model fake, now other", { $0.model = "other" }),
            ("silenced heads none, now 0-1", { $0.ablation.heads = [HeadID(layer: 0, head: 1)] }),
            ("batch 4, now 5", { $0.batch = 5 }),
            ("another set of examples", { $0.examples.removeLast() }),
        ]
        for (sentence, change) in changes {
            let model = ScriptedModel()
            let error = #expect(throws: UsageError.self) {
                try evaluator("base.jsonl", change).evaluate(model)
            }
            #expect(error?.description.contains("(\(sentence))") == true)
            #expect(model.calls.isEmpty)
        }
        let again = ScriptedModel()
        _ = try evaluator { ($0.batch, $0.restarts) = (5, true) }.evaluate(again)
        #expect(again.calls.map(\.count) == [5, 5])
    }

    @Test("a file that no record accounts for is left alone")
    func strangeFile() throws {
        try Data("precious\n".utf8).write(to: folder.file("base.jsonl"))
        #expect(throws: UsageError.self) { try evaluator().evaluate(ScriptedModel()) }
        #expect(try Data(contentsOf: folder.file("base.jsonl")) == Data("precious\n".utf8))
    }

    @Test("likelihood is the mean over the tokens that count, in nats")
    func likelihood() throws {
        let texts = [
            EvaluationExample(
                id: "t1", category: "text", metric: .likelihood, length: 4, tokens: [9, 1, 2, 6],
                scoredFrom: 2),
            EvaluationExample(
                id: "t2", category: "text", metric: .likelihood, length: 3, tokens: [5, 4, 2]),
        ]
        let model = ScriptedModel()
        let mixed = evaluator {
            $0.examples = [Self.examples[1]] + texts
            $0.ablation = HeadAblation([HeadID(layer: 0, head: 3)], gate: .uniform)
        }
        let results = try mixed.evaluate(model, scorer: model)
        // Tokens 2 and 6: (0.2 + 0.6) / 2; tokens 4 and 2: (0.4 + 0.2) / 2.
        #expect(abs(results[1].score - 0.4) < 1e-12 && abs(results[2].score - 0.3) < 1e-12)
        #expect(results[1].tokens == 2 && results[1].finishReason == "scored")
        #expect(model.scored == [[[9, 1, 2, 6], [5, 4, 2]]])
        #expect(
            model.ablationWhileScoring
                == HeadAblation([HeadID(layer: 0, head: 3)], gate: .uniform))
        #expect(model.calls.map(\.count) == [1])

        let without = #expect(throws: UsageError.self) {
            try evaluator("n.jsonl") { $0.examples = texts }.evaluate(model)
        }
        #expect(without?.description == "fake cannot score tokens, which the NLL examples need.")
    }

    @Test("a model that loses an answer is caught")
    func lostAnswer() {
        let model = ScriptedModel()
        model.losesOne = true
        let error = #expect(throws: DataError.self) { try evaluator().evaluate(model) }
        #expect(error?.description == "the model gave 3 answers to 4 requests.")
    }

    @Test("an answer of a file with a score or a length that no answer has is refused")
    func damagedAnswers() throws {
        _ = try evaluator().evaluate(ScriptedModel())
        let file = folder.file("base.jsonl")
        let whole = try String(contentsOf: file, encoding: .utf8)
        for (old, new) in [
            ("\"score\":1", "\"score\":1e300"), ("\"tokens\":2", "\"tokens\":-9223372036854775808"),
        ] {
            try Data(whole.replacing(old, with: new).utf8).write(to: file)
            let error = #expect(throws: DataError.self) {
                try evaluator().evaluate(ScriptedModel())
            }
            #expect(error?.description.contains("scores are") == true)
        }
    }

    @Test("settings and examples that cannot be used are refused before anything is asked")
    func refusals() {
        #expect(throws: UsageError.self) {
            try evaluator { $0.batch = 0 }.evaluate(ScriptedModel())
        }
        #expect(throws: DataError.self) {
            try evaluator { $0.examples.append($0.examples[0]) }.evaluate(ScriptedModel())
        }
        let error = #expect(throws: DataError.self) {
            try evaluator { $0.examples[3].answers = [] }.evaluate(ScriptedModel())
        }
        #expect(error?.description == "example e3: EM needs answers.")
        #expect(!FileManager.default.fileExists(atPath: folder.file("base.jsonl").path))
    }
}
