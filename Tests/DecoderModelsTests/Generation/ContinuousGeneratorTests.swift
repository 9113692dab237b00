import Artifacts
import Storage
import Testing
import Torch

@testable import DecoderModels

/// Rows that come and go say what they say alone.
@Suite struct ContinuousGeneratorTests {
    /// Prompts and answers of many lengths, some rows with silenced heads, some sampled.
    func requests(_ golden: Golden) -> [GenerationRequest] {
        (0..<14).map { index in
            let from = golden.tokens[index % 2]
            return GenerationRequest(
                prompt: Array(from.prefix(1 + (index * 7) % 23)),
                sampling: SamplingParameters(
                    temperature: index % 3 == 0 ? 1.2 : 0, maxTokens: 1 + (index * 5) % 17,
                    seed: UInt64(index)),
                ablation: HeadAblation(index % 4 == 1 ? golden.heads : []))
        }
    }

    /// The other tests, and those of `GeneratorTests`, want equal tokens in batches of any shape. They may: no greedy step has
    /// two tokens so near to each other that rounding could decide.
    @Test(arguments: Golden.names) func noAnswerHangsOnRounding(_ name: String) throws {
        let golden = try Golden(name)
        let wide = try golden.model.wide()
        for request in requests(golden) where request.sampling.temperature == 0 {
            let gates = try wide.gates([request.ablation])
            var tokens = request.prompt
            for _ in 0..<request.sampling.maxTokens {
                let hidden = try wide.hiddenStates(Golden.input([tokens]), gates: gates)
                let logits = try wide.logits(hidden.select(1, tokens.count - 1)).doubles()
                let best = logits.indices.sorted { logits[$0] > logits[$1] }
                let gap = logits[best[0]] - logits[best[1]]
                #expect(gap > Double(golden.bound), "\(tokens.count)")
                tokens.append(best[0])
            }
        }
    }

    func generate(
        _ generator: Generator, _ requests: [GenerationRequest], rows: Int, tokens: Int = 4096
    ) throws -> (order: [Int], answers: [Int: GeneratedSequence]) {
        var order: [Int] = []
        var answers: [Int: GeneratedSequence] = [:]
        try generator.generate(stream: requests, rows: rows, promptTokens: tokens) { ended in
            for (request, sequence) in ended {
                order.append(request)
                answers[request] = sequence
            }
        }
        return (order, answers)
    }

    @Test(arguments: Golden.names, [1, 3, 5, 64])
    func rowsEqualSingleRows(_ name: String, rows: Int) throws {
        let golden = try Golden(name)
        let requests = requests(golden)
        let generator = Generator(model: golden.model, stopIDs: [], prefillChunk: 6)
        let (order, answers) = try generate(generator, requests, rows: rows)
        #expect(order.count == requests.count && answers.count == requests.count)
        for (index, request) in requests.enumerated() {
            #expect(
                try answers[index] == generator.generate(batch: [request])[0], "request \(index)")
        }
    }

    /// Prompts of 1 to 22 tokens that join together are computed in several passes and put together.
    @Test(arguments: Golden.names, [1, 30, 60])
    func promptsOfUnlikeLengthsEqualSingleRows(_ name: String, prefillTokens: Int) throws {
        let golden = try Golden(name)
        let requests = requests(golden)
        #expect(PrefillPasses(requests.map(\.prompt.count), tokens: prefillTokens).rows.count > 1)
        let generator = Generator(
            model: golden.model, stopIDs: [], prefillTokens: prefillTokens)
        let answers = try generate(generator, requests, rows: 64).answers
        for (index, request) in requests.enumerated() {
            #expect(
                try answers[index] == generator.generate(batch: [request])[0], "request \(index)")
        }
    }

    /// Samples of one prompt, with and without silenced heads, copy what the first has computed.
    @Test(arguments: Golden.names, [1, 2, 5, 64])
    func samplesOfOnePromptEqualSingleRows(_ name: String, rows: Int) throws {
        let golden = try Golden(name)
        let prompts: [[Int]] = [
            Array(golden.tokens[0].prefix(9)), Array(golden.tokens[1].prefix(9)), [3, 1, 2],
        ]
        let requests = (0..<24).map { index in
            GenerationRequest(
                prompt: prompts[index % 3],
                sampling: SamplingParameters(
                    temperature: index % 4 == 0 ? 0 : 1.1, maxTokens: 1 + index % 7,
                    seed: UInt64(index)),
                ablation: HeadAblation(index % 2 == 0 ? golden.heads : []))
        }
        let generator = Generator(model: golden.model, stopIDs: [])
        let answers = try generate(generator, requests, rows: rows).answers
        for (index, request) in requests.enumerated() {
            #expect(
                try answers[index] == generator.generate(batch: [request])[0], "request \(index)")
        }
    }

    /// More rows fit once the long prompts are through.
    @Test func theBatchGrowsAndShrinksWithTheTokenLimit() throws {
        let golden = try Golden("qwen3")
        let requests = requests(golden)
        let generator = Generator(model: golden.model, stopIDs: [])
        for tokens in [1, 40, 60] {
            let answers = try generate(generator, requests, rows: 64, tokens: tokens).answers
            for (index, request) in requests.enumerated() {
                #expect(try answers[index] == generator.generate(batch: [request])[0])
            }
        }
    }

    @Test func stopTokensEndRowsAndFreeThem() throws {
        let golden = try Golden("llama")
        let requests = requests(golden)
        let free = try generate(Generator(model: golden.model, stopIDs: []), requests, rows: 3)
        // Tokens with which answers really begin and go on.
        let stops = Set([0, 5, 9].compactMap { free.answers[$0]?.tokens.last })
        let generator = Generator(model: golden.model, stopIDs: stops)
        let answers = try generate(generator, requests, rows: 3).answers
        var stopped = 0
        for (index, request) in requests.enumerated() {
            let alone = try generator.generate(batch: [request])[0]
            #expect(answers[index] == alone)
            stopped += alone.finishReason == "stop" ? 1 : 0
        }
        #expect(stopped >= 2)
    }

    @Test func theSameRequestsGiveTheSameOrderAndAnswers() throws {
        let golden = try Golden("olmo3")
        let generator = Generator(model: golden.model, stopIDs: [])
        let one = try generate(generator, requests(golden), rows: 4)
        let two = try generate(generator, requests(golden), rows: 4)
        #expect(one.order == two.order && one.answers == two.answers)
        // A row is handed out as soon as it ends, not when the batch does.
        #expect(one.order != one.order.sorted())
    }

    @Test func nothingAndTooMuch() throws {
        let golden = try Golden("llama")
        let generator = Generator(model: golden.model, stopIDs: [])
        #expect(try generate(generator, [], rows: 4).order.isEmpty)
        #expect(throws: UsageError.self) {
            try generate(
                generator, [GenerationRequest(prompt: [], sampling: .greedy(maxTokens: 1))],
                rows: 1)
        }
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try generator.generate(stream: requests(golden), rows: 2, promptTokens: 64) { _ in
                throw Enough()
            }
        }
    }
}
