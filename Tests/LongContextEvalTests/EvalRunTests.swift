import Artifacts
import Foundation
import LongContextEval
import TestSupport
import Testing

@Suite struct EvalRunTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// The model answers `w0` to `w9`; every third example expects something else.
    static let examples = (0..<10).map { index in
        EvalExample(
            id: "e\(index)", category: "recall", metric: .exactMatch, length: 128,
            messages: [.user("say w\(index)")],
            answers: [index % 3 == 0 ? "other" : "w\(index)"], maxTokens: 4 + index)
    }

    func run(
        _ name: String = "base.jsonl", _ change: (inout EvalRun) -> Void = { _ in }
    ) -> EvalRun {
        var run = EvalRun(
            examples: Self.examples, model: "fake", out: folder.file(name), batch: 4)
        change(&run)
        return run
    }

    @Test("every example is asked once, with its own limit, and judged")
    func answers() throws {
        let model = ScriptedModel()
        let results = try run().run(model)
        #expect(model.calls.map(\.count) == [4, 4, 2])
        #expect(model.calls[1][1].sampling.maxTokens == 9)
        #expect(model.calls[1][1].sampling.temperature == 0)
        #expect(results.map(\.score) == (0..<10).map { $0 % 3 == 0 ? 0 : 1 })
        #expect(results[2].response == "w2" && results[2].tokens == 2)
        #expect(try JSONLines.read(EvalResult.self, from: folder.file("base.jsonl")) == results)
    }

    @Test("the ablated model is the same run with heads silenced")
    func silenced() throws {
        let model = ScriptedModel()
        let results = try run { $0.silenced = [HeadID(layer: 1, head: 2)] }.run(model)
        #expect(model.calls[0][0].silenced == [HeadID(layer: 1, head: 2)])
        #expect(results.allSatisfy { $0.response == "lost" && $0.score == 0 })
    }

    @Test("sampling draws from a stream of the example's name, whatever the batch")
    func streams() throws {
        let (small, large) = (ScriptedModel(), ScriptedModel())
        let sampling = SamplingParameters(temperature: 1, seed: 5)
        _ = try run("a") { ($0.batch, $0.sampling) = (1, sampling) }.run(small)
        _ = try run("b") { ($0.batch, $0.sampling) = (7, sampling) }.run(large)
        let seeds = small.calls.flatMap(\.self).map(\.sampling.seed)
        #expect(seeds == large.calls.flatMap(\.self).map(\.sampling.seed))
        #expect(Set(seeds).count == 10)
    }

    @Test("killed at any batch and torn, the same bytes come out", arguments: 0..<3)
    func resumes(diesAt: Int) throws {
        let whole = ScriptedModel()
        _ = try run("whole.jsonl").run(whole)
        let dying = ScriptedModel()
        dying.diesAt = diesAt
        let killed = run("killed.jsonl")
        #expect(throws: ScriptedModel.Killed.self) { try killed.run(dying) }
        let bytes = try Data(contentsOf: killed.out)
        #expect(bytes.split(separator: 0x0a).count == 4 * diesAt)
        if diesAt > 0 { try bytes.dropLast(5).write(to: killed.out) }

        let again = ScriptedModel()
        var reports: [ProgressReport] = []
        _ = try killed.run(again) { reports.append($0) }
        #expect(again.calls == Array(whole.calls.suffix(diesAt == 0 ? 3 : 4 - diesAt)))
        #expect(reports.first?.resumed == max(4 * diesAt - 1, 0))
        #expect(reports.last?.done == 10)
        #expect(
            try Data(contentsOf: killed.out) == Data(contentsOf: folder.file("whole.jsonl")))
    }

    @Test("another model, mask, batch or set of examples is refused; restart begins again")
    func otherRun() throws {
        _ = try run().run(ScriptedModel())
        let changes: [(String, (inout EvalRun) -> Void)] = [
            ("model fake, now other", { $0.model = "other" }),
            ("silenced heads none, now 0-1", { $0.silenced = [HeadID(layer: 0, head: 1)] }),
            ("batch 4, now 5", { $0.batch = 5 }),
            ("another set of examples", { $0.examples.removeLast() }),
        ]
        for (sentence, change) in changes {
            let model = ScriptedModel()
            let error = #expect(throws: UsageError.self) {
                try run("base.jsonl", change).run(model)
            }
            #expect(error?.description.contains("(\(sentence))") == true)
            #expect(model.calls.isEmpty)
        }
        let again = ScriptedModel()
        _ = try run { ($0.batch, $0.restarts) = (5, true) }.run(again)
        #expect(again.calls.map(\.count) == [5, 5])
    }

    @Test("a file that no record accounts for is left alone")
    func strangeFile() throws {
        try Data("precious\n".utf8).write(to: folder.file("base.jsonl"))
        #expect(throws: UsageError.self) { try run().run(ScriptedModel()) }
        #expect(try Data(contentsOf: folder.file("base.jsonl")) == Data("precious\n".utf8))
    }

    @Test("likelihood is the mean over the tokens that count, in nats")
    func likelihood() throws {
        let texts = [
            EvalExample(
                id: "t1", category: "text", metric: .likelihood, length: 4, tokens: [9, 1, 2, 6],
                scoredFrom: 2),
            EvalExample(
                id: "t2", category: "text", metric: .likelihood, length: 3, tokens: [5, 4, 2]),
        ]
        let model = ScriptedModel()
        let mixed = run {
            $0.examples = [Self.examples[1]] + texts
            $0.silenced = [HeadID(layer: 0, head: 3)]
        }
        let results = try mixed.run(model, scorer: model)
        // Tokens 2 and 6: (0.2 + 0.6) / 2; tokens 4 and 2: (0.4 + 0.2) / 2.
        #expect(abs(results[1].score - 0.4) < 1e-12 && abs(results[2].score - 0.3) < 1e-12)
        #expect(results[1].tokens == 2 && results[1].finishReason == "scored")
        #expect(model.scored == [[[9, 1, 2, 6], [5, 4, 2]]])
        #expect(model.silencedWhileScoring == [HeadID(layer: 0, head: 3)])
        #expect(model.calls.map(\.count) == [1])

        let without = #expect(throws: UsageError.self) {
            try run("n.jsonl") { $0.examples = texts }.run(model)
        }
        #expect(without?.description == "fake cannot score tokens, which the NLL examples need.")
    }

    @Test("a model that loses an answer is caught")
    func lostAnswer() {
        let model = ScriptedModel()
        model.losesOne = true
        let error = #expect(throws: DataError.self) { try run().run(model) }
        #expect(error?.description == "the model gave 3 answers to 4 requests.")
    }

    @Test("an answer of a file with a score or a length that no answer has is refused")
    func damagedAnswers() throws {
        _ = try run().run(ScriptedModel())
        let file = folder.file("base.jsonl")
        let whole = try String(contentsOf: file, encoding: .utf8)
        for (old, new) in [
            ("\"score\":1", "\"score\":1e300"), ("\"tokens\":2", "\"tokens\":-9223372036854775808"),
        ] {
            try Data(whole.replacing(old, with: new).utf8).write(to: file)
            let error = #expect(throws: DataError.self) { try run().run(ScriptedModel()) }
            #expect(error?.description.contains("scores are") == true)
        }
    }

    @Test("settings and examples that cannot be used are refused before anything is asked")
    func refusals() {
        #expect(throws: UsageError.self) { try run { $0.batch = 0 }.run(ScriptedModel()) }
        #expect(throws: DataError.self) {
            try run { $0.examples.append($0.examples[0]) }.run(ScriptedModel())
        }
        let error = #expect(throws: DataError.self) {
            try run { $0.examples[3].answers = [] }.run(ScriptedModel())
        }
        #expect(error?.description == "example e3: EM needs answers.")
        #expect(!FileManager.default.fileExists(atPath: folder.file("base.jsonl").path))
    }
}
