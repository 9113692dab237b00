import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import LongContextEval

/// Choices, plain text, stop texts and instructions, asked of scripted models.
@Suite struct EvaluatorFormsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func evaluator(_ examples: [EvaluationExample], _ name: String = "base.jsonl") -> Evaluator {
        Evaluator(examples: examples, model: "fake", out: folder.file(name), batch: 2)
    }

    static func choice(
        _ id: String, _ metric: EvaluationMetric, _ choices: [String], _ answers: [String]
    ) -> EvaluationExample {
        EvaluationExample(
            id: id, category: "mc", metric: metric, length: 1, answers: answers,
            prompt: "Sky:", choices: choices)
    }

    @Test("the likeliest choice wins, by its sum and by its sum per byte, of equals the first")
    func choices() throws {
        // The scripted scorer gives -1 for each letter, and less for an x.
        let examples = [
            Self.choice("a", .choiceAccuracy, [" blue", " red"], [" red"]),
            Self.choice("b", .choiceAccuracy, [" blue", " red"], [" blue"]),
            // -5/4 a byte against -4/3: the space that a choice begins with is not counted.
            Self.choice("c", .normalizedChoiceAccuracy, [" blue", " red"], [" blue"]),
            Self.choice("d", .choiceAccuracy, [" one", " two"], [" two"]),
            Self.choice("e", .normalizedChoiceAccuracy, [" x", " é"], [" é"]),
        ]
        let model = ScriptedTextModel()
        let results = try evaluator(examples).evaluate(model, scorer: model)
        #expect(results.map(\.score) == [1, 0, 1, 0, 1])
        #expect(results.map(\.response) == [" red", " red", " blue", " one", " é"])
        #expect(results[0].logLikelihoods == [-5, -4] && results[0].tokens == 9)
        #expect(results[0].also == [.normalizedChoiceAccuracy: 0])
        #expect(results[2].also == [.choiceAccuracy: 0])
        #expect(results.allSatisfy { $0.finishReason == "scored" })
        #expect(model.asked.map(\.count) == [2, 2, 1] && model.calls.isEmpty)
        #expect(model.asked[0][0].prompt == ModelPrompt(text: "Sky:"))
        #expect(
            try JSONLines.read(EvaluationResult.self, from: folder.file("base.jsonl")) == results)

        let rows = EvaluationSummary.rows(results, model: "m")
        #expect(rows.map(\.metric) == ["acc", "acc_norm"])
        // acc of all five: red, red, red against blue, one, é of -2 against x of -6.
        #expect(rows.map(\.n) == [5, 5] && rows[0].mean == 2.0 / 5)
    }

    @Test("parts have one kind each")
    func kinds() throws {
        let model = ScriptedTextModel()
        let examples = [
            Self.choice("a", .choiceAccuracy, ["p", "q"], ["p"]),
            EvaluationExample(
                id: "n", category: "text", metric: .likelihood, length: 1, prompt: "abc"),
            EvaluationExample(
                id: "m", category: "text", metric: .likelihood, length: 1, scoredFrom: 2,
                prompt: "abc"),
            EvaluationExample(
                id: "w", category: "c", metric: .wholeWordMatch, length: 1, answers: ["5"],
                maxTokens: 3, prompt: "2 + 3 =", stop: ["\n"]),
            EvaluationExample(
                id: "g", category: "c", metric: .exactMatch, length: 1,
                messages: [.user("Where?"), .assistant("It is")], answers: ["is"], maxTokens: 3),
        ]
        let results = try evaluator(examples).evaluate(model, scorer: model)
        // Token t has -t / 10, and letters are 97, 98, 99 after a token 1.
        #expect(abs(results[1].score - (97 + 98 + 99) / 30.0) < 1e-9 && results[1].tokens == 3)
        #expect(abs(results[2].score - (98 + 99) / 20.0) < 1e-9 && results[2].tokens == 2)
        #expect(model.calls.count == 1 && model.calls[0].count == 2)
        let requests = model.calls[0]
        #expect(requests[0].prompt == ModelPrompt(text: "2 + 3 =") && requests[0].stop == ["\n"])
        #expect(requests[1].prompt.continuesFinalMessage && requests[1].stop.isEmpty)
        #expect(results[3].score == 1 && results[4].score == 1)
    }

    @Test("instructions are judged one by one; both of IFEval's measures come from one answer")
    func instructions() throws {
        func example(_ id: String, _ names: [String], _ arguments: [JSONValue]) -> EvaluationExample
        {
            EvaluationExample(
                id: id, category: "ifeval", metric: .promptInstructions, length: 1,
                messages: [.user("say a,b")], maxTokens: 3, instructions: names,
                instructionArguments: arguments)
        }
        let key = JSONValue.object([
            JSONMember(key: "keywords", value: .array([.string("A")]))
        ])
        let examples = [
            example("a", ["punctuation:no_comma"], [.object([])]),
            example(
                "b", ["punctuation:no_comma", "keywords:existence", "startend:quotation"],
                [.object([]), key, .object([])]),
            example("c", ["keywords:existence"], [key]),
        ]
        let results = try evaluator(examples).evaluate(ScriptedTextModel())
        #expect(results.map(\.followed) == [[false], [false, true, false], [true]])
        #expect(results.map(\.score) == [0, 0, 1])
        #expect(results[1].also == [.instructionShare: 1.0 / 3])
        let rows = EvaluationSummary.rows(results, model: "m")
        #expect(rows.map(\.metric) == ["prompt_level_strict_acc", "inst_level_strict_acc"])
        // 1 of 3 prompts; 2 of 5 instructions, as IFEval counts them.
        #expect(rows[0].mean == 1.0 / 3 && abs(rows[1].mean - 2.0 / 5) < 1e-12)
        #expect(rows[1].low <= rows[1].mean && rows[1].mean <= rows[1].high && rows[1].n == 3)
        let same = try EvaluationSummary.differences(
            results, model: "m", against: results, named: "n")
        #expect(same.map(\.metric) == rows.map(\.metric))
        #expect(same.allSatisfy { $0.mean == 0 && $0.n == 3 })

        var bad = examples
        bad[1].instructions?[0] = "language:response_language"
        let error = #expect(throws: DataError.self) {
            try evaluator(bad, "bad.jsonl").evaluate(ScriptedTextModel())
        }
        #expect(error?.description.contains("needs a detector of languages") == true)
    }

    @Test("killed between batches, the same bytes come out")
    func resumes() throws {
        let examples = (0..<5).map {
            Self.choice(
                "c\($0)", .choiceAccuracy, [" a", " \(String(repeating: "x", count: $0))y"], [" a"])
        }
        let whole = ScriptedTextModel()
        _ = try evaluator(examples, "whole.jsonl").evaluate(whole, scorer: whole)
        let killed = folder.file("killed.jsonl")
        let dying = ScriptedTextModel()
        dying.diesAt = 1
        #expect(throws: ScriptedTextModel.Killed.self) {
            try evaluator(examples, "killed.jsonl").evaluate(dying, scorer: dying)
        }
        #expect(try Data(contentsOf: killed).split(separator: 0x0a).count == 2)
        let again = ScriptedTextModel()
        _ = try evaluator(examples, "killed.jsonl").evaluate(again, scorer: again)
        #expect(again.asked.map(\.count) == [2, 1])
        #expect(try Data(contentsOf: killed) == Data(contentsOf: folder.file("whole.jsonl")))
    }

    @Test("a model that scores tokens only is not asked for texts")
    func withoutTexts() throws {
        let model = ScriptedModel()
        let error = #expect(throws: UsageError.self) {
            try evaluator([Self.choice("a", .choiceAccuracy, ["p", "q"], ["p"])])
                .evaluate(model, scorer: model)
        }
        #expect(
            error?.description == "fake cannot score texts, which example a with acc needs.")
        let short = ScriptedTextModel()
        let one = EvaluationExample(
            id: "n", category: "text", metric: .likelihood, length: 1, scoredFrom: 9, prompt: "abc")
        let few = #expect(throws: DataError.self) {
            try evaluator([one]).evaluate(short, scorer: short)
        }
        #expect(
            few?.description
                == "example n has 4 tokens; NLL scores those from the number 9 on, counted from 0.")
    }
}

/// Answers with the last word of the prompt; a letter is a token of -1, an x of -5, and the token of a
/// plain text is its code point behind a 1.
final class ScriptedTextModel: Responder, TextScorer {
    struct Killed: Error {}
    var calls: [[CompletionRequest]] = []
    var asked: [[ChoiceRequest]] = []
    /// Throws instead of scoring the call with this number, from 0, as a kill would.
    var diesAt: Int?

    func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        calls.append(requests)
        return requests.map { request in
            let text = request.prompt.text.map { _ in "5" } ?? request.messages.last?.content ?? ""
            return Completion(
                text: String(text.split(separator: " ").last ?? ""), tokens: 1, finishReason: "stop"
            )
        }
    }

    func tokens(of text: String) throws -> [Int] { [1] + text.unicodeScalars.map { Int($0.value) } }

    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]] {
        sequences.map { $0.dropFirst().map { -Double($0) / 10 } }
    }

    func logProbabilities(of requests: [ChoiceRequest], ablation: HeadAblation) throws
        -> [[[Double]]]
    {
        if diesAt == asked.count { throw Killed() }
        asked.append(requests)
        return requests.map { request in
            request.choices.map { $0.unicodeScalars.map { $0 == "x" ? -5 : -1 } }
        }
    }
}
