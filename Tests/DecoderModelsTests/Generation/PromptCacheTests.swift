import Artifacts
import Testing
import Torch

@testable import DecoderModels

/// Prompts that are computed and prompts that are copied. Keys are one number a token: ten times the token in rows
/// without silenced heads, minus that with.
@Suite struct PromptCacheTests {
    final class Computer {
        var computed: [[Int]] = []

        func callAsFunction(_ requests: [GenerationRequest]) throws -> ComputedPrompts {
            computed += requests.map(\.prompt)
            let width = requests.map(\.prompt.count).max() ?? 0
            let padding = requests.map { width - $0.prompt.count }
            let cache = KeyValueCache(padding: padding, capacity: width)
            let numbers = zip(requests, padding).flatMap { request, padding in
                Array(repeating: Float(0), count: padding)
                    + request.prompt.map {
                        Float($0) * (request.ablation.heads.isEmpty ? 10 : -10)
                    }
            }
            let keys = try Tensor(numbers, shape: [requests.count, 1, width, 1])
            _ = try cache.update(layer: 0, keys: keys, values: keys)
            cache.advance(width)
            let states = requests.map { Float($0.prompt.last ?? 0) }
            return ComputedPrompts(
                cache: cache, hidden: try Tensor(states, shape: [requests.count, 1]))
        }
    }

    func request(_ prompt: [Int], silenced: Bool = false) -> GenerationRequest {
        GenerationRequest(
            prompt: prompt, sampling: .greedy(maxTokens: 1),
            ablation: HeadAblation(silenced ? [HeadID(layer: 0, head: 0)] : []))
    }

    /// The columns of each row behind its padding.
    func keys(_ prompts: ComputedPrompts) throws -> [[Float]] {
        let cache = prompts.cache
        return try cache.padding.enumerated().map { row, padding in
            try cache.keys[0].select(0, row).narrow(
                1, start: padding, length: cache.length - padding
            )
            .floats()
        }
    }

    @Test func aPromptIsComputedOnceForAllThatWait() throws {
        let (a, b, c) = (request([1, 2, 3]), request([4, 5, 6]), request([7, 8]))
        let prompts = PromptCache([a, a, a, b, b, c])
        let computer = Computer()
        let first = try prompts.reuse([a], compute: computer.callAsFunction)
        #expect(try keys(first) == [[10, 20, 30]])
        let second = try prompts.reuse([a, a, b], compute: computer.callAsFunction)
        #expect(try keys(second) == [[10, 20, 30], [10, 20, 30], [40, 50, 60]])
        #expect(try second.hidden.floats() == [3, 3, 6])
        let third = try prompts.reuse([b, c], compute: computer.callAsFunction)
        #expect(try keys(third) == [[40, 50, 60], [70, 80]])
        #expect(try third.hidden.floats() == [6, 8])
        #expect(computer.computed == [[1, 2, 3], [4, 5, 6], [7, 8]])
    }

    @Test func aSilencedHeadMakesAnotherPrompt() throws {
        let (plain, silenced) = (request([1, 2]), request([1, 2], silenced: true))
        let prompts = PromptCache([plain, silenced, plain, silenced])
        let computer = Computer()
        let one = try prompts.reuse([plain, silenced], compute: computer.callAsFunction)
        let two = try prompts.reuse([silenced, plain], compute: computer.callAsFunction)
        #expect(try keys(one) == [[10, 20], [-10, -20]])
        #expect(try keys(two) == [[-10, -20], [10, 20]])
        #expect(computer.computed.count == 2)
    }

    /// Results may be written to: the cache has copies.
    @Test func resultsAreCopies() throws {
        let a = request([1, 2])
        let prompts = PromptCache([a, a, a])
        let computer = Computer()
        let first = try prompts.reuse([a], compute: computer.callAsFunction)
        _ = try first.cache.keys[0].fill_(99)
        let second = try prompts.reuse([a], compute: computer.callAsFunction)
        _ = try second.cache.keys[0].fill_(99)
        #expect(try keys(prompts.reuse([a], compute: computer.callAsFunction)) == [[10, 20]])
        #expect(computer.computed.count == 1)
    }

    /// Prompts of the whole model that are scored after they were sampled, and one that is not after all.
    @Test func promptsAreKeptForScoringToCome() throws {
        let (plain, silenced) = (request([1, 2]), request([1, 2], silenced: true))
        let other = request([3])
        let prompts = PromptCache([plain, silenced, other], scored: [[1, 2], [1, 2], [3]])
        let computer = Computer()
        _ = try prompts.reuse([plain, silenced, other], compute: computer.callAsFunction)
        #expect(try keys(prompts.reuse([1, 2])) == [[10, 20]])
        prompts.forget([3])
        #expect(try keys(prompts.reuse([1, 2])) == [[10, 20]])
        #expect(computer.computed.count == 3)
        // No use will come any more.
        _ = try prompts.reuse([plain, other], compute: computer.callAsFunction)
        #expect(computer.computed.count == 5)
    }
}
