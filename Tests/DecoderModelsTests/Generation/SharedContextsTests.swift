import Artifacts
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Questions about one context: computed once, answered as alone.
@Suite struct SharedContextsTests {
    static let heads = [HeadID(layer: 0, head: 1)]

    /// A context of 66 tokens, the beginning of all prompts of a group.
    static func context(_ seed: Int) -> [Int] { (0..<66).map { 3 + ($0 * seed) % 90 } }

    static func request(_ prompt: [Int], _ silenced: [HeadID] = []) -> GenerationRequest {
        GenerationRequest(
            prompt: prompt, sampling: .greedy(maxTokens: 6), ablation: HeadAblation(silenced))
    }

    /// Two contexts with questions, one prompt alone, one context under an ablation.
    static let requests: [GenerationRequest] =
        [[5], [9, 8, 7], [60, 2]].map { request(context(7) + $0) }
        + [request([40, 41, 42])]
        + [[11, 12], [13]].map { request(context(11) + $0) }
        + [[14], [15, 16]].map { request(context(11) + $0, heads) }

    @Test func groupsAreOfOneContextAndOneAblation() {
        let contexts = SharedContexts(Self.requests)
        #expect(contexts.first == [0, 0, 0, 3, 4, 4, 6, 6])
        #expect(contexts.longest == [69, 69, 69, 3, 68, 68, 68, 68])
        let runs = contexts.runs(Self.requests)
        #expect(runs.map(\.rows) == [0..<3, 3..<4, 4..<6, 6..<8])
        #expect(runs.map(\.isShared) == [true, false, true, true])
    }

    /// Equal prompts are samples of one answer, short beginnings are chat templates.
    @Test func equalPromptsAndShortBeginningsAreNoContext() {
        let equal = SharedContexts(Array(repeating: Self.requests[0], count: 3))
        #expect(equal.first == [0, 1, 2])
        let short = Array(Self.context(7).prefix(63))
        let alike = SharedContexts([Self.request(short + [5]), Self.request(short + [6])])
        #expect(alike.first == [0, 1])
    }

    /// The next test wants equal tokens in batches of any shape. It may: no step has two tokens so near to each
    /// other that rounding could decide.
    @Test(arguments: ["llama", "qwen3", "olmo3"]) func noAnswerHangsOnRounding(_ name: String)
        throws
    {
        let golden = try Golden(name)
        let wide = try golden.model.wide()
        for request in Self.requests {
            let gates = try wide.gates([request.ablation])
            var tokens = request.prompt
            for _ in 0..<request.sampling.maxTokens {
                let hidden = try wide.hiddenStates(Golden.input([tokens]), gates: gates)
                let logits = try wide.logits(hidden.select(1, tokens.count - 1)).doubles()
                let best = logits.indices.sorted { logits[$0] > logits[$1] }
                #expect(logits[best[0]] - logits[best[1]] > Double(golden.bound))
                tokens.append(best[0])
            }
        }
    }

    @Test(arguments: ["llama", "qwen3", "olmo3"], [1, 2, 3, 8])
    func answersAreThoseOfSingleRows(_ name: String, rows: Int) throws {
        let model = try DecoderModel.load(Fixture.url("models/\(name)"))
        let generator = Generator(model: model, stopIDs: [], prefillChunk: 25)
        var answers: [Int: GeneratedSequence] = [:]
        try generator.generate(
            stream: Self.requests, rows: rows, promptTokens: 4096, sharesContexts: true
        ) { ended in
            for (request, sequence) in ended { answers[request] = sequence }
        }
        for (index, request) in Self.requests.enumerated() {
            #expect(
                try answers[index] == generator.generate(batch: [request])[0], "request \(index)")
        }
    }

    /// 3 questions about 66 tokens, computed by 3 rows at a time: one question whole but its last token (68), and
    /// the own tokens of all three, as long as the longest (3 x 3).
    @Test func theContextIsComputedOnce() throws {
        let requests = Array(Self.requests[..<3])
        var prefill = ContextPrefill(SharedContexts(requests))
        let model = try DecoderModel.load(Fixture.url("models/llama"))
        let generator = Generator(model: model, stopIDs: [], prefillChunk: 25)
        var cache: PrefixCache?
        let computed = try inferenceMode {
            try prefill.prompts(requests) {
                cache = $1
                return try generator.prefill($0, reserve: 8, prefixes: $1)
            }
        }
        #expect(computed.cache.rows == 3 && computed.cache.length == 69)
        #expect(cache?.tokens == Array(requests[1].prompt.dropLast()))
    }
}
