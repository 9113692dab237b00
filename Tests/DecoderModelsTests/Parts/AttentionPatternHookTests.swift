import Storage
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Summaries against the attention that transformers computes (Tests/Fixtures/models).
@Suite struct AttentionPatternHookTests {
    /// Scores of these models are at most about that large.
    static let largestScore = 8.0
    static let names = ["llama", "qwen2", "qwen3", "olmo3", "mistral"]

    /// The last three queries of the first row, each with a target of its own.
    func request(_ golden: Golden) -> AttentionQuery {
        AttentionQuery(
            tokens: golden.tokens[0], queries: golden.length - 3..<golden.length,
            targets: [30..<35, 0..<38, 37..<40])
    }

    /// `[layer][head][query][position]`
    func weights(_ golden: Golden) throws -> [[[[Float]]]] {
        let file = try SafeTensorsFile(
            golden.folder.appendingPathComponent("attention.safetensors"))
        let tensor = try file.tensor("weights")
        let values = try tensor.floats()
        let (heads, width) = (tensor.size(1), tensor.size(3))
        return (0..<tensor.size(0)).map { layer in
            (0..<heads).map { head in
                (0..<3).map { query in
                    let start = ((layer * heads + head) * 3 + query) * width
                    return Array(values[start..<start + width])
                }
            }
        }
    }

    func check(_ summary: AttentionSummary, _ golden: Golden) throws {
        let weights = try weights(golden)
        let request = request(golden)
        // A share p moves by p (1 - p) times what its score moves, and two times that when all move.
        let bound = golden.model.bound(columns: golden.length, scale: Self.largestScore) / 2
        let all = weights.flatMap { $0 }
        #expect(summary.argmax.count == 3 && summary.mass.count == 3)
        for query in 0..<3 {
            for (head, rows) in all.enumerated() {
                let row = rows[query]
                let most = Double(try #require(row.max()))
                #expect(Double(row[summary.argmax[query][head]]) >= most - 2 * bound)
                let expected = row[request.targets[query]].reduce(0, +)
                let error = abs(summary.mass[query][head] - Double(expected))
                #expect(Roundoff.holds(error, bound, "mass \(golden.folder.lastPathComponent)"))
            }
        }
    }

    @Test("one row on its own", arguments: names) func alone(_ name: String) throws {
        let golden = try Golden(name)
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: 16)
        try check(generator.attention(for: request(golden), prefixes: PrefixCache()), golden)
    }

    @Test("beside the answers of a padded batch, which stay as they are", arguments: names)
    func besideAnswers(_ name: String) throws {
        let golden = try Golden(name)
        let tokens = golden.tokens[0]
        // Three prompts that the query begins as: most of it, a third of it, and other tokens.
        let prompts = [Array(tokens[..<38]), Array(tokens[..<13]), golden.tokens[1]]
        let requests = prompts.map {
            GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 6))
        }
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: 16)
        let plain = try generator.generate(batch: requests, observe: true)
        let queried = try generator.generate(
            batch: requests, observe: true,
            queries: [
                prompts.map { _ in request(golden) },
                // A shorter one, whose queries are elsewhere.
                prompts.map { AttentionQuery(tokens: $0, queries: 2..<4, target: 0..<4) },
            ])
        for (one, two) in zip(plain, queried) {
            #expect(one.tokens == two.tokens && one.attended == two.attended)
            #expect(two.attention.count == 2)
            try check(two.attention[0], golden)
            // Everything that the queries see is in the target.
            let whole = Roundoff.worst(terms: 2 * golden.length, scale: 1)
            #expect(two.attention[1].mass.flatMap { $0 }.allSatisfy { abs($0 - 1) <= whole })
        }
    }

    @Test func tooLong() throws {
        let golden = try Golden("llama")
        let request = AttentionQuery(
            tokens: Array(repeating: 5, count: 129), queries: 100..<101, target: 0..<1)
        let error = #expect(throws: UsageError.self) {
            try Generator(model: golden.model, stopIDs: []).attention(
                for: request, prefixes: PrefixCache())
        }
        #expect("\(try #require(error))".contains("129 tokens"))
    }
}
