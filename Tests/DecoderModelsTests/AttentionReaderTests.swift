import Artifacts
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Readings against the attention that transformers computes (Tests/Fixtures/models).
@Suite struct AttentionReaderTests {
    /// Scores of these models are at most about that large.
    static let largestScore = 8.0
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
        // A share p moves by p (1 - p) times what its score moves, and two times that when all move.
        let bound = golden.model.bound(columns: golden.length, scale: Self.largestScore) / 2
        let all = weights.flatMap { $0 }
        #expect(reading.best.count == 3 && reading.mass.count == 3)
        for query in 0..<3 {
            for (head, rows) in all.enumerated() {
                let row = rows[query]
                let most = Double(try #require(row.max()))
                #expect(Double(row[reading.best[query][head]]) >= most - 2 * bound)
                let expected = row[request.targets[query]].reduce(0, +)
                let error = abs(reading.mass[query][head] - Double(expected))
                #expect(Roundoff.holds(error, bound, "mass \(golden.folder.lastPathComponent)"))
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
            let whole = Roundoff.worst(terms: 2 * golden.length, scale: 1)
            #expect(two.readings[1].mass.flatMap { $0 }.allSatisfy { abs($0 - 1) <= whole })
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
