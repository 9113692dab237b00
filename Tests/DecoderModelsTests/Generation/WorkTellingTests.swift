import Artifacts
import Storage
import TestSupport
import Testing
import Tokenization
import Torch

@testable import DecoderModels

/// What a live model tells adds up to what it did.
@Suite struct WorkTellingTests {
    /// Adds up what is told.
    final class Sum {
        var read = 0.0
        var wrote = 0
        var began: [Int] = []
        var ended: [Int] = []
        func take(_ work: ModelWork) {
            switch work {
            case .read(let tokens): read += tokens
            case .wrote(let rows): wrote += rows
            case .began(let requests): began += requests
            case .ended(let request): ended.append(request)
            }
        }
    }

    let sum = Sum()

    @Test func aPassTellsItsTokensLayerByLayer() throws {
        let model = try DecoderModel.load(Fixture.url("models/llama"))
        var calls = 0
        model.tellWork {
            calls += 1
            sum.take($0)
        }
        _ = try model.hiddenStates(Tensor(Array(3..<15), shape: [2, 6]))
        #expect(calls == model.configuration.layers && abs(sum.read - 12) < 1e-9)
        // A step is told by the loop that takes it, which knows how many rows still write.
        _ = try model.hiddenStates(Tensor([3, 4], shape: [2, 1]))
        model.tellWork(to: nil)
        _ = try model.hiddenStates(Tensor(Array(3..<15), shape: [2, 6]))
        #expect(calls == model.configuration.layers)
    }

    @Test(arguments: [1, 3, 64]) func answersTellEveryToken(rows: Int) throws {
        let folder = Fixture.url("preference/model")
        let text = try ChatTokenizer.load(folder)
        let responder = ModelResponder(
            model: try DecoderModel.load(folder), text: text, batchRows: rows)
        let questions = ["Where is the lamp?", "Hi", "Why?", "What did the smith sell?"]
        let requests = questions.enumerated().map { index, question in
            CompletionRequest(
                messages: [.user(question)],
                sampling: SamplingParameters(
                    temperature: 1, maxTokens: 1 + 5 * index, seed: UInt64(index)))
        }
        responder.tellWork(to: sum.take)
        let answers = try responder.respond(to: requests)
        let prompts = try requests.map { try text.ids($0.messages, generationPrompt: true).count }
        // Prompts that are read together are padded.
        #expect(sum.read >= Double(prompts.reduce(0, +)) - 1e-6)
        if rows == 1 { #expect(abs(sum.read - Double(prompts.reduce(0, +))) < 1e-6) }
        #expect(sum.began.sorted() == [0, 1, 2, 3] && sum.ended.sorted() == [0, 1, 2, 3])
        // The first token of an answer comes with its prompt; the end of a turn is a token too.
        let tokens = answers.reduce(0) { $0 + $1.tokens + ($1.finishReason == "stop" ? 1 : 0) }
        #expect(sum.wrote + 4 == tokens)
    }

    /// The tokens that batches will read are those that they read.
    @Test func sharedPrefixesAreForeseen() throws {
        let model = try DecoderModel.load(Fixture.url("models/llama"))
        let generator = Generator(model: model, stopIDs: [], prefillChunk: 10)
        let prefix = (0..<24).map { 3 + ($0 * 7) % 90 }
        func prompts(_ tails: [[Int]]) -> [[Int]] { tails.map { prefix + $0 } }
        let batches = [
            prompts([[5, 6], [9, 8, 7]]), prompts([[40, 41, 42, 43], [9, 8, 7, 6, 5]]),
            [[50, 51, 52, 53], [60, 61, 62, 63, 64, 65]],
        ]
        let cache = PrefixCache()
        var read: [Double] = []
        model.tellWork(to: sum.take)
        for batch in batches {
            let before = sum.read
            _ = try generator.generate(
                batch: batch.map {
                    GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 1))
                }, prefixes: cache)
            read.append((sum.read - before).rounded())
        }
        #expect(read == PrefixCache.tokensToRead(batches))
        // Much less than all of them.
        #expect(read[1] < 29)
    }
}
