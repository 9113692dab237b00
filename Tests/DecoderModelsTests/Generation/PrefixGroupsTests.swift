import TestSupport
import Testing

@testable import DecoderModels

@Suite struct PrefixGroupsTests {
    @Test("two groups, aligned at their ends")
    func two() throws {
        // Own tokens beyond the shared prefix: 1, 2; 1, 1. The longest has 10 tokens.
        let one = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 20], [1, 2, 3, 4, 5, 6, 21, 22]]
        let two = [[9, 8, 7, 6, 5, 4, 3], [9, 8, 7, 6, 5, 4]]
        let groups = try #require(PrefixGroups(one + two))
        #expect(groups.list.map(\.rows) == [[0, 1], [2, 3]])
        #expect(groups.list.map(\.sharedPrefix.count) == [9, 6])
        #expect(groups.first == 10 - 2)
    }

    @Test("strangers share nothing")
    func none() {
        #expect(PrefixGroups([[1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 5]]) == nil)
        #expect(PrefixGroups([]) == nil)
    }

    @Test(
        "rows of two groups decode as they do on their own, a second batch too",
        arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func sameAnswers(_ name: String) throws {
        let prefixes = [7, 13].map { step in (0..<24).map { 3 + ($0 * step) % 90 } }
        let prompts = [[5], [9, 8, 7], [40, 41]].flatMap { tail in prefixes.map { $0 + tail } }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let generator = try Generator(
            model: DecoderModel.load(Fixture.url("models/\(name)")), stopIDs: [], prefillChunk: 10)
        func requests(_ prompts: [[Int]]) -> [GenerationRequest] {
            prompts.map { GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 9)) }
        }
        let alone = try prompts.flatMap {
            try generator.generate(batch: requests([$0]), observe: true)
        }
        let cache = PrefixCache()
        for _ in 0..<2 {
            #expect(
                try generator.generate(batch: requests(prompts), observe: true, prefixes: cache)
                    == alone)
        }
        let (one, two) = (PrefixCache(), PrefixCache())
        _ = try generator.generate(batch: requests(prompts), prefixes: one)
        try generator.skip(requests(prompts), prefixes: two)
        #expect(one.tokens == two.tokens && one.cache.length == two.cache.length)
    }
}
