import Artifacts
import DecoderModels
import Foundation
import Haystacks
import RetrievalHeads
import TestSupport
import Testing
import Tokenization
import Torch

/// With a small Llama of random weights: two layers of four heads.
@Suite struct LiveLanguageModelTests {
    static let folder = Fixture.url("preference/model")
    let model: DecoderModel
    let text: ChatTokenizer
    let probed: DetectionModel

    init() throws {
        model = try DecoderModel.load(Self.folder)
        text = try ChatTokenizer.load(Self.folder)
        probed = .live(model: model, text: text, name: "tiny", fingerprint: "f")
    }

    @Test("sizes are the model's")
    func sizes() {
        #expect(probed.languageModel.layers == 2 && probed.languageModel.heads == 4)
        #expect(probed.languageModel.contextLength == 256)
    }

    @Test("greedy tokens are the arg-max of the logits, given all tokens before")
    func greedy() throws {
        let prompt = Array(20..<45)
        let answer = try #require(
            try probed.languageModel.generate([prompt], GenerationPlan(maxTokens: 5, stops: true))
                .first)
        var tokens = prompt
        for token in answer.tokens {
            let hidden = try model.hiddenStates(Tensor(tokens, shape: [1, tokens.count]))
            let last = try model.logits(hidden).select(1, tokens.count - 1)
            #expect(try last.argmax(-1).ints() == [token])
            tokens.append(token)
        }
    }

    @Test("positions count from the start of the own prompt, whatever it is batched with")
    func positions() throws {
        let (short, long) = (Array(20..<40), Array(100..<170))
        let alone = try [short, long].flatMap {
            try probed.languageModel.generate([$0], GenerationPlan(maxTokens: 8, stops: true))
        }
        let batched = try probed.languageModel.generate(
            [short, long], GenerationPlan(maxTokens: 8, stops: true))
        #expect(alone.map(\.tokens) == batched.map(\.tokens))
        #expect(alone.map(\.attended) == batched.map(\.attended))
        for (prompt, answer) in zip([short, long], batched) {
            #expect(answer.attended.count == answer.tokens.count)
            for (step, row) in answer.attended.enumerated() {
                #expect(row.count == 8)
                // The step that produces token t sees the prompt and the t tokens before it.
                #expect(row.allSatisfy { 0..<prompt.count + step ~= $0 })
            }
        }
    }

    @Test("the prompt's tokens hold the needle where the haystack says")
    func haystack() throws {
        let needle = Needle(
            needle: "The key is under the blue pot.", question: "Where is the key?",
            answer: "under the blue pot")
        let builder = HaystackBuilder(
            encoder: probed.encoder, filler: try .builtIn(tokens: 400, seed: 1))
        for depth in [0.0, 50, 100] {
            let haystack = try builder.haystack(needle, length: 240, depth: depth)
            #expect(haystack.ids.count <= 240 && haystack.ids.count > 200)
            let words = text.tokenizer.decode(
                Array(haystack.ids[haystack.span]), skipSpecialTokens: false)
            #expect(words.contains("under the blue pot"))
            #expect(words.count < "under the blue pot".count + 8)
            #expect(
                text.tokenizer.decode(haystack.ids, skipSpecialTokens: false) == haystack.text)
        }
    }

    @Test("the user's turn ends where the assistant begins")
    func chatText() throws {
        let turn = try #require(try probed.encoder.chatText(user: "Where is the key?"))
        #expect(turn.hasSuffix("Where is the key?<|eot|><|start|>assistant<|head|>\n\n"))
    }

    @Test("a whole detection on the live model resumes to the same bytes")
    func detection() throws {
        let folder = try TemporaryFolder()
        let grid = try HaystackGrid(
            lengths: [200, 240], depths: [0, 100], needles: Needle.builtIn(count: 2))
        func run(_ name: String) throws -> DetectionReport {
            try HeadDetector(
                model: probed, grid: grid, filler: .builtIn(tokens: 400),
                options: DetectionOptions(maxTokens: 6, batchTokens: 480)
            ).run(out: folder.file(name))
        }
        let first = try run("a.json")
        #expect(first.trials.count == 8 && first.scores.attempts == 8)
        // Random weights cannot answer.
        #expect(first.sentence.contains("in none of 8 probes"))
        let trials = HeadDetector.trialsURL(of: folder.file("a.json"))
        let bytes = try Data(contentsOf: trials)
        let torn = HeadDetector.trialsURL(of: folder.file("b.json"))
        try bytes.prefix(bytes.count / 2).write(to: torn)
        _ = try run("b.json")
        #expect(try Data(contentsOf: torn) == bytes)
    }

    @Test("silencing at run time equals a folder with the heads masked")
    func maskedFolder() throws {
        let folder = try TemporaryFolder()
        let heads = ["0-1", "1-0", "1-3"].compactMap { HeadID($0) }
        let mask = HeadMask(heads: heads, selection: "by hand")
        let out = folder.file("masked")
        try MaskedCheckpoint(source: Self.folder, mask: mask, tool: "test").write(to: out)
        let masked = try DecoderModel.load(out)
        let tokens = try Tensor(Array(10..<60), shape: [1, 50])
        var gates = [Float](repeating: 1, count: 8)
        for head in heads { gates[head.layer * 4 + head.head] = 0 }
        let gated = try model.logits(
            model.hiddenStates(
                tokens, gates: HeadGateTensors(scale: Tensor(gates, shape: [1, 2, 4])))
        ).floats()
        let plain = try model.logits(model.hiddenStates(tokens)).floats()
        let baked = try masked.logits(masked.hiddenStates(tokens)).floats()
        let apart = zip(gated, baked).map { abs($0 - $1) }.max() ?? .infinity
        // Both are rounded all the way.
        let roundings = Roundoff.steps(
            layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 50)
        let bound = Roundoff.likely(
            steps: 2 * roundings, scale: Roundoff.largest(baked.map(Double.init)))
        #expect(Roundoff.holds(Double(apart), bound, "masked folder"))
        // The heads do matter.
        #expect((zip(plain, baked).map { abs($0 - $1) }.max() ?? 0) > 0.1)
    }
}
