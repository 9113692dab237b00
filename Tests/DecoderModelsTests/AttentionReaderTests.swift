import Artifacts
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Readings against the attention that transformers computes (Tests/Fixtures/models).
@Suite struct AttentionReaderTests {
    static let names = ["llama", "qwen2", "qwen3", "olmo3", "mistral"]

    /// The last three queries of the first row, each with a target of its own.
    func request(_ golden: Golden) -> ReadingRequest {
        ReadingRequest(
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

    func check(_ reading: AttentionReading, _ golden: Golden) throws {
        let weights = try weights(golden)
        let request = request(golden)
        let all = weights.flatMap { $0 }
        #expect(reading.best.count == 3 && reading.mass.count == 3)
        for query in 0..<3 {
            for (head, rows) in all.enumerated() {
                let row = rows[query]
                #expect(row[reading.best[query][head]] == row.max())
                let expected = row[request.targets[query]].reduce(0, +)
                #expect(abs(Float(reading.mass[query][head]) - expected) < 2e-5)
            }
        }
    }

    @Test("one row on its own", arguments: names) func alone(_ name: String) throws {
        let golden = try Golden(name)
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: 16)
        try check(generator.read(request(golden), prefixes: PrefixStore()), golden)
    }

    @Test("beside the answers of a padded batch, which stay as they are", arguments: names)
    func besideAnswers(_ name: String) throws {
        let golden = try Golden(name)
        let tokens = golden.tokens[0]
        // Three prompts that the reading begins as: most of it, a third of it, and other tokens.
        let prompts = [Array(tokens[..<38]), Array(tokens[..<13]), golden.tokens[1]]
        let requests = prompts.map {
            GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: 6))
        }
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: 16)
        let plain = try generator.generate(requests, observe: true)
        let read = try generator.generate(
            requests, observe: true,
            reading: [
                prompts.map { _ in request(golden) },
                // A shorter one, whose queries are elsewhere.
                prompts.map { ReadingRequest(tokens: $0, queries: 2..<4, target: 0..<4) },
            ])
        for (one, two) in zip(plain, read) {
            #expect(one.tokens == two.tokens && one.attended == two.attended)
            #expect(two.readings.count == 2)
            try check(two.readings[0], golden)
            // Everything that the queries see is in the target.
            #expect(two.readings[1].mass.flatMap { $0 }.allSatisfy { abs($0 - 1) < 1e-5 })
        }
    }

    @Test func tooLong() throws {
        let golden = try Golden("llama")
        let request = ReadingRequest(
            tokens: Array(repeating: 5, count: 129), queries: 100..<101, target: 0..<1)
        let error = #expect(throws: UsageError.self) {
            try Generator(model: golden.model, stopIDs: []).read(request, prefixes: PrefixStore())
        }
        #expect("\(try #require(error))".contains("129 tokens"))
    }
}
