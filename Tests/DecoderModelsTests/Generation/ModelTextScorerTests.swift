import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization
import Torch

@testable import DecoderModels

/// Choices after prompts, against a pass over prompt and choice alone.
@Suite struct ModelTextScorerTests {
    let folder = Fixture.url("preference/model")
    let heads = [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 0)]

    /// Questions that begin alike and one that does not; single tokens, equal beginnings, long choices.
    let requests = [
        ChoiceRequest(
            prompt: ModelPrompt(text: "The lamp is in the mill. Question: where is it? Answer:"),
            choices: [" A", " B", " in the mill", " in the pot", " nowhere that anybody knows"]),
        ChoiceRequest(
            prompt: ModelPrompt(text: "The lamp is in the mill. Question: who has it? "),
            choices: ["nobody", "the smith"]),
        ChoiceRequest(
            prompt: ModelPrompt(messages: [.user("Where is it?")]), choices: ["Here", "There"]),
        ChoiceRequest(
            prompt: ModelPrompt(
                messages: [.user("Where?"), .assistant("It is")], continuesFinalMessage: true),
            choices: [" here", " there"]),
    ]

    @Test(arguments: [HeadGate?.none, .zero, .mean], [32_768, 8])
    func scoresAreThoseOfWholePasses(gate: HeadGate?, batchTokens: Int) throws {
        let model = try DecoderModel.load(folder)
        let chat = try ChatTokenizer.load(folder)
        let means = try model.means(over: chat.tokenizer.encode("The lamp is in the mill."))
        let ablation = gate.map { HeadAblation(heads, gate: $0) } ?? .none
        let plain = ModelScorer(model: model, means: means)
        let scorer = ModelTextScorer(plain, text: chat, batchTokens: batchTokens)
        let scores = try scorer.logProbabilities(of: requests, ablation: ablation)
        #expect(scores.count == requests.count)
        for (request, scores) in zip(requests, scores) {
            let tokens = try ChoiceTokens(request, chat)
            #expect(scores.count == request.choices.count)
            for (choice, values) in zip(tokens.choices, scores) {
                let whole = try plain.logProbabilities(
                    of: [tokens.prompt + choice], ablation: ablation)[0]
                let expected = Array(whole.suffix(choice.count))
                try #require(values.count == expected.count)
                // Both sides are rounded all the way, each log-probability on its own.
                let bound = try model.bound(
                    columns: tokens.prompt.count + choice.count,
                    scale: largestLogit(model, tokens.prompt + choice, ablation, means))
                #expect(zip(values, expected).allSatisfy { abs($0 - $1) <= 2 * bound })
            }
        }
    }

    func largestLogit(
        _ model: DecoderModel, _ tokens: [Int], _ ablation: HeadAblation, _ means: Tensor
    ) throws -> Double {
        try inferenceMode {
            let hidden = try model.hiddenStates(
                Golden.input([tokens]), gates: model.gates([ablation], means: means))
            return Double(try model.logits(hidden).floats().map(abs).max() ?? 0)
        }
    }

    @Test func ablationReachesPromptAndChoice() throws {
        let model = try DecoderModel.load(folder)
        let scorer = ModelTextScorer(
            ModelScorer(model: model), text: try ChatTokenizer.load(folder))
        let whole = try scorer.logProbabilities(of: requests, ablation: .none)
        let silenced = try scorer.logProbabilities(of: requests, ablation: HeadAblation(heads))
        #expect(whole != silenced)
        // Alone as beside others, up to what is shared with the one before.
        #expect(
            try scorer.logProbabilities(of: [requests[0]], ablation: .none)[0] == whole[0])
    }

    @Test func textsThatDoNotFitAreRefused() throws {
        let model = try DecoderModel.load(folder)
        let scorer = ModelTextScorer(
            ModelScorer(model: model), text: try ChatTokenizer.load(folder))
        let long = String(repeating: " lamp", count: model.configuration.contextLength + 1)
        let error = #expect(throws: UsageError.self) {
            try scorer.logProbabilities(
                of: [ChoiceRequest(prompt: ModelPrompt(text: "A" + long), choices: [" b"])],
                ablation: .none)
        }
        #expect(error?.description.contains("the model takes up to") == true)
        #expect(try scorer.tokens(of: "The lamp").count >= 2)
    }
}
