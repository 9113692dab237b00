import Artifacts
import Foundation
import TestSupport
import Testing
import Tokenization
import Torch

@testable import DecoderModels

/// Completions after prompts that were computed for something else, against a forward pass of each.
@Suite struct CompletionScorerTests {
    let golden: Golden
    init() throws { golden = try Golden("qwen3") }

    /// Both sides are rounded, token by token.
    func bound(_ model: DecoderModel, columns: Int, tokens: Int) -> Double {
        Double(tokens) * model.bound(columns: columns, scale: golden.largest(golden.logits))
    }

    /// Σ log p(token | all before it) over the answer.
    func plain(_ prompt: [Int], _ answer: [Int]) throws -> Double {
        let ids = prompt + answer
        let logits = try golden.model.logits(golden.model.hiddenStates(Golden.input([ids])))
            .squeeze(0)
        let next = try Tensor(answer, shape: [answer.count, 1])
        return try logits.logSoftmax(-1)
            .narrow(0, start: prompt.count - 1, length: answer.count).gather(1, next).sum().item()
    }

    /// A cache that keeps these prompts for scoring, each as often as it is there.
    func kept(_ prompts: [[Int]]) throws -> PromptCache {
        let requests = Set(prompts).map {
            GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 1))
        }
        let cache = PromptCache(requests, scored: prompts)
        let generator = Generator(model: golden.model, stopIDs: [])
        for request in requests {
            _ = try cache.reuse([request]) { try generator.prefill($0, reserve: 0) }
        }
        return cache
    }

    @Test(arguments: [1, 3, 100]) func sumsAreThoseOfWholePasses(rows: Int) throws {
        let (short, long) = (Array(golden.tokens[0].prefix(3)), golden.tokens[1])
        let answers = [[[5], [6, 7, 8]], [[9, 10, 11, 12, 13], [5]], [[14, 15], [16]]]
        let prompts = [short, long, short]
        var sums: [[Double]] = []
        try inferenceMode {
            let scorer = CompletionScorer(
                model: golden.model, rows: rows, prompts: try kept(prompts))
            for (prompt, pair) in zip(prompts, answers) {
                scorer.add(prompt, pair) { sums.append($0) }
                try scorer.flush()
            }
            try scorer.flush(isLast: true)
        }
        #expect(sums.count == 3)
        for (index, pair) in answers.enumerated() {
            for (sum, answer) in zip(sums[index], pair) {
                let bound = bound(
                    golden.model, columns: prompts[index].count + answer.count, tokens: answer.count
                )
                #expect(
                    Roundoff.holds(
                        abs(sum - (try plain(prompts[index], answer))), bound, "answers"))
            }
        }
    }

    /// Prompts of 20 tokens, answers of one and two: a request has 2 rows of 22, so 132 tokens hold three
    /// of them; rows alone would let five in.
    @Test func passesStayWithinTheirTokens() throws {
        let prompt = Array(repeating: 7, count: 20)
        var done = 0
        var history: [Int] = []
        try inferenceMode {
            let scorer = CompletionScorer(
                model: golden.model, rows: 10, batchTokens: 132,
                prompts: try kept(Array(repeating: prompt, count: 5)))
            for _ in 0..<5 {
                scorer.add(prompt, [[5], [6, 7]]) { _ in done += 1 }
                try scorer.flush()
                history.append(done)
            }
            try scorer.flush(isLast: true)
        }
        #expect(history == [0, 0, 3, 3, 3] && done == 5)
    }

    /// Records the log-probabilities of pairs whose answers end with one more token than was sampled.
    final class Notes: PairLogProbabilityObserver {
        let text: ChatTokenizer
        var sums: [String: [Double]] = [:]
        init(_ text: ChatTokenizer) { self.text = text }

        func answers(
            to messages: [ChatMessage], _ inputs: TemplateInputs, prompt: [Int],
            chosen: Completion, rejected: Completion
        ) throws -> (chosen: [Int], rejected: [Int])? {
            guard messages[0].content != "Hi" else { return nil }
            return (
                try text.tokenizer.encode(chosen.text + "!"),
                try text.tokenizer.encode(rejected.text + "!")
            )
        }

        func scored(
            _ messages: [ChatMessage], _ inputs: TemplateInputs,
            chosen: (text: String, logProbability: Double),
            rejected: (text: String, logProbability: Double)
        ) throws {
            #expect(sums[messages[0].content] == nil)
            sums[messages[0].content] = [chosen.logProbability, rejected.logProbability]
        }
    }

    /// Through sampling with and without heads: of every pair that is wanted, both answers under the
    /// whole model; the answers themselves are as without an observer.
    @Test(arguments: [2, 5, 64]) func pairsAreScoredWhileTheyAreSampled(rows: Int) throws {
        let folder = Fixture.url("preference/model")
        let model = try DecoderModel.load(folder)
        let text = try ChatTokenizer.load(folder)
        let requests = ModelResponderTests().requests()
        let notes = Notes(text)
        let observed = ModelResponder(
            model: model, text: text, batchRows: rows, pairObserver: notes)
        let answers = try observed.respond(to: requests)
        #expect(
            try answers
                == ModelResponder(model: model, text: text, batchRows: rows).respond(to: requests))
        #expect(notes.sums.count == 4 && notes.sums["Hi"] == nil)
        for place in stride(from: 0, to: requests.count, by: 2) {
            guard let sums = notes.sums[requests[place].messages[0].content] else { continue }
            let prompt = try text.ids(requests[place].messages, generationPrompt: true)
            for (sum, answer) in zip(sums, [answers[place], answers[place + 1]]) {
                let tokens = try text.tokenizer.encode(answer.text + "!")
                let logits = try model.logits(model.hiddenStates(Golden.input([prompt + tokens])))
                let expected: Double = try logits.squeeze(0).logSoftmax(-1)
                    .narrow(0, start: prompt.count - 1, length: tokens.count)
                    .gather(1, Tensor(tokens, shape: [tokens.count, 1])).sum().item()
                let bound = bound(
                    model, columns: prompt.count + tokens.count, tokens: tokens.count)
                #expect(Roundoff.holds(abs(sum - expected), bound, "sampled answers"))
            }
        }
    }
}
