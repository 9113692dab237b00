import Foundation
import TestSupport
import Testing

/// Verbs on the tiny random model of Tests/Fixtures/preference.
@Suite struct VerbTests {
    let folder: TemporaryFolder
    let model = Fixture.url("preference/model").path
    init() throws { folder = try TemporaryFolder() }

    func json(_ arguments: [String], input: String = "") throws -> [String: Any] {
        let output = try BuiltTool.run(arguments, input: input)
        #expect(output.status == 0, "\(output.error)")
        let value = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func scoreHasAnEntryPerTokenAfterTheFirst() throws {
        let plain = try json(["score", "--model", model, "--tokens", "1,2,3,4", "--json"])
        let logprobs = try #require(plain["logprobs"] as? [Double])
        let ranks = try #require(plain["rank"] as? [Int])
        let best = try #require(plain["argmax"] as? [Int])
        #expect(logprobs.count == 3 && ranks.count == 3 && best.count == 3)
        #expect(logprobs.allSatisfy { $0 < 0 })
        // A rank of 1 and being the arg-max are the same thing.
        for (index, token) in [2, 3, 4].enumerated() {
            #expect((ranks[index] == 1) == (best[index] == token))
        }
        let masked = try json([
            "score", "--model", model, "--tokens", "1,2,3,4", "--heads", "0-0,1-3", "--json",
        ])
        #expect(masked["logprobs"] as? [Double] != logprobs)
    }

    @Test func publishedHeadsAreRankedAndCompared() throws {
        let ranked = try json(["heads", "qwen3-8b", "--at-least", "0.5", "--json"])
        #expect(ranked["samples"] as? Int == 600)
        #expect((ranked["selected"] as? [String])?.count == 13)
        let compared = try json([
            "heads", "compare", "llama-3.1-8b-instruct", "olmo-3-7b-think", "--json",
        ])
        #expect(compared["difference"] == nil)
        #expect((compared["overlaps"] as? [Any])?.count == 5)
        let others = try json(["heads", "compare", "llama-3.1-8b-instruct", "qwen3-8b", "--json"])
        #expect((others["difference"] as? String)?.contains("36 of 32") == true)
    }

    @Test func maskedFoldersEqualGates() throws {
        let out = folder.file("masked").path
        let made = try json([
            "mask", "--model", model, "--heads", "0-0,1-3", "--out", out, "--json",
        ])
        #expect(made["existed"] as? Bool == false)
        let again = try json([
            "mask", "--model", model, "--heads", "0-0,1-3", "--out", out, "--json",
        ])
        #expect(again["existed"] as? Bool == true)
        let tokens = ["--tokens", "5,6,7,8,9", "--json"]
        let gated = try json(["score", "--model", model, "--heads", "0-0,1-3"] + tokens)
        let baked = try json(["score", "--model", out] + tokens)
        let one = try #require(gated["logprobs"] as? [Double])
        let two = try #require(baked["logprobs"] as? [Double])
        // Log-probabilities near 6 of a model whose logits are below 4.5, both rounded all the way.
        let roundings = Roundoff.steps(
            layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 5)
        let bound = Roundoff.likely(steps: 2 * roundings, scale: 4.5)
        #expect(Roundoff.holds(Roundoff.distance(one, two), bound, "masked folder by the tool"))
    }

    @Test func tokenizeReadsStandardInput() throws {
        let result = try json(["tokenize", "--model", model, "--json"], input: "the lamp")
        let offsets = try #require(result["offsets"] as? [[Int]])
        let ids = try #require(result["ids"] as? [Int])
        #expect(ids.count == offsets.count && offsets.last?.last == 8)
        let chat = folder.file("chat.json")
        try Data(#"[{"role": "user", "content": "Hi"}]"#.utf8).write(to: chat)
        let rendered = try json([
            "tokenize", "--model", model, "--chat", chat.path, "--generation-prompt", "--json",
        ])
        #expect(
            rendered["text"] as? String
                == "<|begin|><|start|>user<|head|>\n\nHi<|eot|><|start|>assistant<|head|>\n\n")
    }

    /// A model that cannot retrieve is reported politely.
    @Test(arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func detectOnRandomWeights(_ name: String) throws {
        // The checkpoints of the parity tests, with a tokenizer of their vocabulary's size.
        let copy = folder.file("random-\(name)")
        try FileManager.default.copyItem(at: Fixture.url("models/\(name)"), to: copy)
        try FileManager.default.removeItem(at: copy.appendingPathComponent("expected.safetensors"))
        try Self.characterTokenizer().write(to: copy.appendingPathComponent("tokenizer.json"))
        // Short enough for the 128 positions with one token a character.
        let needles = folder.file("needles.jsonl")
        try Data(#"{"needle": "A b.", "question": "A?", "answer": "b"}"#.utf8).write(to: needles)
        let out = folder.file("\(name).json").path
        let output = try BuiltTool.run([
            "detect", "--model", copy.path, "--lengths", "100", "--depths", "50", "--needles",
            needles.path,
            "--max-tokens", "4", "--out", out,
        ])
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out.contains("none of 1 probes"), "\(output.out)")
    }

    /// A byte-level tokenizer of 96 entries: printable ASCII, one token a character.
    static func characterTokenizer() throws -> Data {
        var vocabulary: [String: Int] = ["Ġ": 94, "Ċ": 95]
        for (index, byte) in (33...126 as ClosedRange<UInt8>).enumerated() {
            vocabulary[String(UnicodeScalar(byte))] = index
        }
        return try JSONSerialization.data(withJSONObject: [
            "model": ["type": "BPE", "vocab": vocabulary, "merges": [[String]]()],
            "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false],
            "decoder": ["type": "ByteLevel"],
            "added_tokens": [[String: Any]](),
        ])
    }

    /// A prompt longer than the model's positions is reported; the others are answered.
    @Test func contrastGoesOnAfterAPromptThatIsTooLong() throws {
        let prompts = folder.file("prompts.jsonl")
        let long = String(repeating: "words and ", count: 300)
        let lines = ["Where is the lamp?", long, "Name the river."].map {
            "{\"prompt\": \"\($0)\"}"
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: prompts)
        let pairs = folder.file("pairs.jsonl").path
        let output = try BuiltTool.run([
            "contrast", "--model", model, "--heads", "0-0,0-1,1-0", "--prompts", prompts.path,
            "--max-tokens", "12", "--temperature", "1", "--out", pairs, "--json",
        ])
        #expect(output.status == 69, "\(output.error)")
        #expect(output.error.contains("1 of 3 pairs of answers are incomplete"))
        let failed = try String(contentsOfFile: "\(pairs).failed.jsonl", encoding: .utf8)
        #expect(failed.contains("\"index\":1") && failed.contains("make it shorter"))
        let samples = try String(contentsOfFile: "\(pairs).samples.jsonl", encoding: .utf8)
        #expect(samples.split(separator: "\n").count == 2)
    }

    @Test func contrastAndPreferMakeAModel() throws {
        let prompts = folder.file("prompts.jsonl")
        let lines = ["Where is the lamp?", "Who keeps the key?", "Name the river."].map {
            "{\"prompt\": \"\($0)\"}"
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: prompts)
        let pairs = folder.file("pairs.jsonl").path
        let made = try json([
            "contrast", "--model", model, "--heads", "0-0,0-1,1-0", "--prompts", prompts.path,
            "--max-tokens", "12", "--temperature", "1", "--out", pairs, "--json",
        ])
        #expect(made["prompts"] as? Int == 3)
        try #require((made["kept"] as? Int ?? 0) > 0)
        let out = folder.file("trained").path
        let trained = try json([
            "prefer", "--model", model, "--pairs", pairs, "--learning-rate", "1e-3", "--out", out,
            "--json",
        ])
        #expect(trained["steps"] as? Int ?? 0 > 0)
        let before = try json(["score", "--model", model, "--tokens", "1,2,3", "--json"])
        let after = try json(["score", "--model", out, "--tokens", "1,2,3", "--json"])
        #expect(before["logprobs"] as? [Double] != after["logprobs"] as? [Double])
    }
}
