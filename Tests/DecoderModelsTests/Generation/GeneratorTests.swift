import Artifacts
import DecoderModels
import Storage
import Testing
import Torch

@Suite struct GeneratorTests {
    /// Greedy continuation by running the whole sequence again at every step.
    func slowGreedy(_ model: DecoderModel, _ prompt: [Int], _ steps: Int, _ silenced: [HeadID])
        throws -> [Int]
    {
        var tokens = prompt
        for _ in 0..<steps {
            let hidden = try model.hiddenStates(
                Golden.input([tokens]), gates: model.gates([HeadAblation(silenced)]))
            let last = try model.logits(hidden.select(1, tokens.count - 1))
            tokens.append(try last.argmax(-1).ints()[0])
        }
        return Array(tokens.dropFirst(prompt.count))
    }

    @Test(arguments: Golden.names, [3, 2048]) func batchesEqualSingleRows(
        _ name: String, chunk: Int
    ) throws {
        let golden = try Golden(name)
        let prompts = [
            Array(golden.tokens[0].prefix(17)), Array(golden.tokens[1].prefix(5)),
            Array(golden.tokens[1].prefix(5)), Array(golden.tokens[0].prefix(1)),
        ]
        let silenced = [[], golden.heads, [], []]
        let limits = [12, 9, 3, 20]
        let requests = prompts.indices.map {
            GenerationRequest(
                prompt: prompts[$0], sampling: .greedy(maxTokens: limits[$0]),
                ablation: HeadAblation(silenced[$0]))
        }
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: chunk)
        let answers = try generator.generate(batch: requests)
        for (row, answer) in answers.enumerated() {
            let expected = try slowGreedy(
                golden.model, prompts[row], limits[row], silenced[row])
            #expect(answer.tokens == expected, "row \(row)")
            #expect(answer.finishReason == "length")
        }
    }

    @Test func stopTokensEndRows() throws {
        let golden = try Golden("qwen3")
        let prompt = Array(golden.tokens[0].prefix(9))
        let free = try slowGreedy(golden.model, prompt, 12, [])
        let stop = free[4]
        let end = try #require(free.firstIndex(of: stop))
        let generator = Generator(model: golden.model, stopIDs: [stop])
        let answer = try generator.generate(batch: [
            GenerationRequest(prompt: prompt, sampling: .greedy(maxTokens: 12))
        ])[0]
        #expect(answer.tokens == Array(free[..<end]) && answer.finishReason == "stop")
        // A caller can end a row as well; the last token is kept.
        let cut = try Generator(model: golden.model, stopIDs: []).generate(batch: [
            GenerationRequest(prompt: prompt, sampling: .greedy(maxTokens: 12))
        ]) { _, token in token != stop }[0]
        #expect(cut.tokens == Array(free[...end]) && cut.finishReason == "stop")
    }

    @Test(arguments: Golden.names) func observedPositionsAreThoseOfTheStep(_ name: String) throws {
        let golden = try Golden(name)
        let long = Array(golden.tokens[0].prefix(30))
        let short = Array(golden.tokens[1].prefix(6))
        let answers = try Generator(model: golden.model, stopIDs: []).generate(
            batch: [long, short].map {
                GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 5))
            }, observe: true)
        for (prompt, answer) in zip([long, short], answers) {
            #expect(answer.attended.count == 5)
            for step in 0..<5 {
                let hook = ArgmaxHook()
                let seen = prompt + answer.tokens.prefix(step)
                _ = try golden.model.hiddenStates(Golden.input([seen]), hook: hook)
                #expect(try hook.take(padding: [0])[0] == answer.attended[step])
            }
        }
    }

    @Test func equalSeedsGiveEqualAnswersInAnyBatch() throws {
        let golden = try Golden("llama")
        func request(_ row: Int, _ seed: UInt64) -> GenerationRequest {
            GenerationRequest(
                prompt: Array(golden.tokens[row].prefix(8 + 5 * row)),
                sampling: SamplingParameters(
                    temperature: 1.3, topP: 0.9, topK: 30, maxTokens: 8, seed: seed))
        }
        let generator = Generator(model: golden.model, stopIDs: [])
        let alone = try generator.generate(batch: [request(0, 7)])[0]
        let together = try generator.generate(batch: [request(1, 1), request(0, 7), request(0, 8)])
        #expect(together[1] == alone)
        #expect(together[2] != alone)
    }

    @Test func promptsThatDoNotFitAreRefused() throws {
        let model = try Golden("llama").model
        let generator = Generator(model: model, stopIDs: [])
        for prompt in [[], Array(repeating: 1, count: 128)] {
            #expect(throws: UsageError.self) {
                try generator.generate(batch: [
                    GenerationRequest(prompt: prompt, sampling: .greedy(maxTokens: 1))
                ])
            }
        }
        // At the end of the positions the answer is cut, not wrong.
        let answer = try generator.generate(batch: [
            GenerationRequest(
                prompt: Array(repeating: 1, count: 126), sampling: .greedy(maxTokens: 9))
        ])[0]
        #expect(answer.tokens.count == 2 && answer.finishReason == "length")
    }
}
