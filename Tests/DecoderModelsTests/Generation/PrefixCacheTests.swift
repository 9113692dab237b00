import Artifacts
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// A prefix cache changes nothing: rows decode as they do on their own.
@Suite struct PrefixCacheTests {
    /// 24 tokens that all prompts share, beyond the sliding window of 12, then tails of their own.
    static let prefix = (0..<24).map { 3 + ($0 * 7) % 90 }
    static let prompts = [[5], [9, 8, 7], [40, 41, 42, 43, 44, 45], [60, 2]].map { prefix + $0 }

    func requests(_ prompts: [[Int]], silenced: [HeadID] = []) -> [GenerationRequest] {
        prompts.map {
            GenerationRequest(
                prompt: $0, sampling: .greedy(maxTokens: 9), ablation: HeadAblation(silenced))
        }
    }

    func generator(_ name: String) throws -> Generator {
        try Generator(
            model: DecoderModel.load(Fixture.url("models/\(name)")), stopIDs: [], prefillChunk: 10)
    }

    @Test(arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func rowsAreTheSame(_ name: String) throws {
        let generator = try generator(name)
        let alone = try Self.prompts.flatMap {
            try generator.generate(batch: requests([$0]), observe: true)
        }
        let cache = PrefixCache()
        let first = try generator.generate(
            batch: requests(Array(Self.prompts[..<3])), observe: true, prefixes: cache)
        #expect(cache.cache.length == 29)
        // The second batch finds the prefix.
        let second = try generator.generate(
            batch: requests([Self.prompts[3]]), observe: true, prefixes: cache)
        #expect(cache.tokens == Array(Self.prompts[3].dropLast()))
        #expect(first + second == alone)
    }

    @Test func shortRowsAmongLongOnesArePadded() throws {
        let generator = try generator("llama")
        let mixed = [Array(Self.prompts[2]), Array(Self.prefix.prefix(4)), [50, 51]]
        let alone = try mixed.flatMap {
            try generator.generate(batch: requests([$0]), observe: true)
        }
        #expect(
            try generator.generate(batch: requests(mixed), observe: true, prefixes: PrefixCache())
                == alone)
    }

    @Test func skippingLeavesTheSameAsGenerating() throws {
        let generator = try generator("qwen3")
        let (one, two) = (PrefixCache(), PrefixCache())
        _ = try generator.generate(batch: requests(Self.prompts), prefixes: one)
        try generator.skip(requests(Self.prompts), prefixes: two)
        #expect(one.tokens == two.tokens && one.cache.length == two.cache.length)
    }

    /// Keys behind a silenced head are others, so such rows neither take nor leave anything.
    @Test func silencedRowsShareNothing() throws {
        let generator = try generator("llama")
        let cache = PrefixCache()
        let heads = [HeadID(layer: 0, head: 1)]
        let shared = try generator.generate(
            batch: requests(Self.prompts, silenced: heads), prefixes: cache)
        #expect(cache.tokens.isEmpty)
        #expect(try generator.generate(batch: requests(Self.prompts, silenced: heads)) == shared)
    }
}
