import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@Suite struct ModelResponderTests {
    let folder = Fixture.url("preference/model")

    /// Questions of different lengths, each asked of the normal and of the silenced model.
    func requests() -> [CompletionRequest] {
        let questions = [
            "Where is the lamp?", "Hi",
            "Name the three rivers that cross the northern valley, please.",
            "Why?", "What did the smith sell at the market?",
        ]
        return questions.enumerated().flatMap { index, question in
            [[], [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 0)]].map {
                CompletionRequest(
                    messages: [.user(question)],
                    sampling: SamplingParameters(
                        temperature: index == 1 ? 1 : 0, maxTokens: 4 + 3 * index,
                        seed: UInt64(index)),
                    ablation: HeadAblation($0))
            }
        }
    }

    @Test(arguments: [1, 3, 64]) func answersDoNotDependOnBatches(rows: Int) throws {
        let model = try DecoderModel.load(folder)
        let text = try ChatTokenizer.load(folder)
        let responder = ModelResponder(model: model, text: text, batchRows: rows)
        let answers = try responder.respond(to: requests())
        let generator = Generator(model: model, stopIDs: text.stopIDs)
        var differ = 0
        for (request, answer) in zip(requests(), answers) {
            let alone = try generator.generate(batch: [
                GenerationRequest(
                    prompt: text.ids(request.messages, generationPrompt: true),
                    sampling: request.sampling, ablation: request.ablation)
            ])[0]
            #expect(answer.text == text.tokenizer.decode(alone.tokens))
            #expect(answer.tokens == alone.tokens.count)
            #expect(answer.finishReason == alone.finishReason)
        }
        for pair in stride(from: 0, to: answers.count, by: 2)
        where answers[pair] != answers[pair + 1] { differ += 1 }
        #expect(answers.count == 10 && differ > 0)
    }

    /// Rows with different gates share a batch; each answers as it does alone.
    @Test func everyGateReachesTheModel() throws {
        let model = try DecoderModel.load(folder)
        let text = try ChatTokenizer.load(folder)
        let means = try model.means(over: text.tokenizer.encode("The lamp is in the mill."))
        let heads = [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 0)]
        let gates: [HeadGate] = [.zero, .scale(0.5), .uniform, .mean, .scale(1)]
        let requests = ([.none] + gates.map { HeadAblation(heads, gate: $0) }).map {
            CompletionRequest(
                messages: [.user("Where is the lamp?")], sampling: .greedy(maxTokens: 16),
                ablation: $0)
        }
        let answers = try ModelResponder(model: model, text: text, means: means)
            .respond(to: requests)
        let generator = Generator(model: model, stopIDs: text.stopIDs)
        for (request, answer) in zip(requests, answers) {
            let alone = try generator.generate(
                batch: [
                    GenerationRequest(
                        prompt: text.ids(request.messages, generationPrompt: true),
                        sampling: request.sampling, ablation: request.ablation)
                ], means: means)[0]
            #expect(answer.text == text.tokenizer.decode(alone.tokens))
        }
        // As it is, and multiplied by 1; four others.
        #expect(answers[5] == answers[0] && Set(answers.map(\.text)).count == 5)
        let without = ModelResponder(model: model, text: text)
        let error = #expect(throws: UsageError.self) { try without.respond(to: requests) }
        #expect(error?.description.contains("gate mean needs the mean outputs") == true)
    }

    /// One that does not fit fails alone; the others are answered as without it.
    @Test func aConversationThatDoesNotFitStopsNoOther() throws {
        let model = try DecoderModel.load(folder)
        let responder = ModelResponder(model: model, text: try ChatTokenizer.load(folder))
        let others = requests()
        let long = CompletionRequest(
            messages: [
                .user(String(repeating: "words and ", count: model.configuration.contextLength))
            ], sampling: .greedy(maxTokens: 1))
        var found: [Int: Result<Completion, RequestFailure>] = [:]
        try responder.respond(to: others[..<3] + [long] + others[3...]) { place, outcome in
            #expect(found[place] == nil)
            found[place] = outcome
        }
        let expected = try responder.respond(to: others)
        #expect(found.count == others.count + 1)
        for (place, answer) in expected.enumerated() {
            #expect(found[place < 3 ? place : place + 1] == .success(answer))
        }
        guard case .failure(let failure) = found[3] else {
            Issue.record("the long one has no failure")
            return
        }
        #expect(failure.reason.contains("positions: make it shorter") && failure.attempts == 1)
    }

    @Test func conversationsThatDoNotFitAreRefused() throws {
        let model = try DecoderModel.load(folder)
        let responder = ModelResponder(model: model, text: try ChatTokenizer.load(folder))
        let long = String(repeating: "words and ", count: model.configuration.contextLength)
        #expect(throws: UsageError.self) {
            try responder.respond(to: [
                CompletionRequest(messages: [.user(long)], sampling: .greedy(maxTokens: 1))
            ])
        }
        #expect(try responder.respond(to: []).isEmpty)
    }
}
