import Foundation
import TestSupport
import Testing

/// Model folders of other people's tools, through the command.
@Suite struct ForeignFolderTests {
    let folder: TemporaryFolder
    let model: URL
    init() throws {
        folder = try TemporaryFolder()
        model = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: model)
    }

    func edit(_ change: (inout [String: Any]) -> Void) throws {
        let url = model.appendingPathComponent("config.json")
        var object =
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
        change(&object)
        try JSONSerialization.data(withJSONObject: object).write(to: url)
    }

    func score() throws -> BuiltTool.Output {
        try BuiltTool.run(["score", "--model", model.path, "--tokens", "1,2,3,4", "--json"])
    }

    /// Ends every number of a tensor's last element in NaN; the name comes back in the sentence.
    func damage(_ name: String) throws {
        let url = model.appendingPathComponent("model.safetensors")
        var data = try Data(contentsOf: url)
        let length = data.prefix(8).withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
        let header =
            try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any] ?? [:]
        let entry = try #require(header[name] as? [String: Any])
        #expect(entry["dtype"] as? String == "F32")
        let end = 8 + length + (try #require(entry["data_offsets"] as? [Int]))[1]
        data.replaceSubrange(
            end - 4..<end, with: withUnsafeBytes(of: Float.nan.bitPattern) { Data($0) })
        try data.write(to: url)
    }

    @Test func weightsThatAreNoNumbersAreOneSentenceInEveryVerb() throws {
        let name = "model.layers.1.mlp.down_proj.weight"
        try damage(name)
        let prompts = folder.file("prompts.jsonl")
        try Data("{\"prompt\": \"What is it?\"}\n".utf8).write(to: prompts)
        let scores = folder.file("scores.json")
        try Data(#"{"0-0": [0.5], "1-1": [0.25]}"#.utf8).write(to: scores)
        let out = folder.file("out").path
        let given = ["--model", model.path]
        for arguments in [
            ["score", "--tokens", "1,2,3", "--json"] + given,
            ["evaluate", "--lengths", "64", "--examples", "1", "--out", out] + given,
            ["detect", "--lengths", "64", "--depths", "0", "--out", out] + given,
            ["contrast", "--heads", "0-0", "--prompts", prompts.path, "--out", out] + given,
            ["ablate-curve", "--heads", scores.path, "--out", out] + given,
            ["prefer", "--pairs", Fixture.url("preference/pairs.jsonl").path, "--out", out]
                + given,
        ] {
            let output = try BuiltTool.run(arguments)
            #expect(output.status == 65, "\(arguments[0]): \(output.error)")
            #expect(
                output.error.contains("\(name) has numbers that are not finite"),
                "\(arguments[0]): \(output.error)")
            #expect(output.out.isEmpty && !output.error.contains("EncodingError"))
        }
    }

    @Test func yarnExtendsWhatScoreTakes() throws {
        try edit {
            $0["max_position_embeddings"] = 16
            $0["rope_scaling"] = [
                "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16,
            ]
        }
        func score(_ count: Int) throws -> BuiltTool.Output {
            let tokens = (0..<count).map { String($0 % 50) }.joined(separator: ",")
            return try BuiltTool.run(["score", "--model", model.path, "--tokens", tokens])
        }
        #expect(try score(64).status == 0)
        let long = try score(65)
        #expect(long.status == 2 && long.error.contains("takes 1 to 64"), "\(long.error)")
        let detect = try BuiltTool.run([
            "detect", "--model", model.path, "--lengths", "65", "--depths", "0", "--out",
            folder.file("h.json").path,
        ])
        #expect(detect.status == 2 && detect.error.contains("65"), "\(detect.error)")
    }

    @Test func theFingerprintIsOfWhatWasLoaded() throws {
        let before = try score()
        #expect(before.status == 0, "\(before.error)")
        // A stale index and old shards beside the single file change nothing.
        try Data(#"{"weight_map": {"model.norm.weight": "old.safetensors"}}"#.utf8)
            .write(to: model.appendingPathComponent("model.safetensors.index.json"))
        try Data("x".utf8).write(to: model.appendingPathComponent("old.safetensors"))
        #expect(try score().out == before.out)
    }

    @Test func maskSaysWhatIsNotCopied() throws {
        try FileManager.default.createSymbolicLink(
            at: model.appendingPathComponent("notes.txt"),
            withDestinationURL: URL(fileURLWithPath: "/etc/passwd"))
        let out = folder.file("masked")
        let output = try BuiltTool.run([
            "mask", "--model", model.path, "--heads", "0-0", "--out", out.path,
        ])
        #expect(output.status == 0, "\(output.error)")
        #expect(output.error == "not copied, as no part of a model: notes.txt\n")
        let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
        #expect(!names.contains("notes.txt") && names.contains("tokenizer.json"))
    }
}
