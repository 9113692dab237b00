import TestSupport
import Testing

@testable import DecoderModels

@Suite struct PromptFamiliesTests {
    @Test("two families, aligned at their ends")
    func two() throws {
        // Own tokens beyond the trunk: 1, 2; 1, 1. The longest has 10 tokens.
        let one = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 20], [1, 2, 3, 4, 5, 6, 21, 22]]
        let two = [[9, 8, 7, 6, 5, 4, 3], [9, 8, 7, 6, 5, 4]]
        let families = try #require(PromptFamilies(one + two))
        #expect(families.list.map(\.rows) == [[0, 1], [2, 3]])
        #expect(families.list.map(\.trunk.count) == [9, 6])
        #expect(families.first == 10 - 2)
    }

    @Test("strangers share nothing")
    func none() {
        #expect(PromptFamilies([[1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 5]]) == nil)
        #expect(PromptFamilies([]) == nil)
    }

    @Test(
        "rows of two families decode as they do on their own, a second batch too",
        arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func sameAnswers(_ name: String) throws {
        let trunks = [7, 13].map { step in (0..<24).map { 3 + ($0 * step) % 90 } }
        let prompts = [[5], [9, 8, 7], [40, 41]].flatMap { tail in trunks.map { $0 + tail } }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let generator = try Generator(
            model: DecoderModel.load(Fixture.url("models/\(name)")), stopIDs: [], prefillChunk: 10)
        func requests(_ prompts: [[Int]]) -> [GenerationRequest] {
            prompts.map { GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 9)) }
        }
        let alone = try prompts.flatMap { try generator.generate(requests([$0]), observe: true) }
        let store = PrefixStore()
        for _ in 0..<2 {
            #expect(
                try generator.generate(requests(prompts), observe: true, prefixes: store) == alone)
        }
        let (one, two) = (PrefixStore(), PrefixStore())
        _ = try generator.generate(requests(prompts), prefixes: one)
        try generator.skip(requests(prompts), prefixes: two)
        #expect(one.tokens == two.tokens && one.cache.length == two.cache.length)
    }
}
