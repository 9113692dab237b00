import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct ModelConfigurationTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// The llama fixture's config.json with some fields changed; nil removes one.
    func configuration(_ changes: [String: Any?]) throws -> ModelConfiguration {
        let data = try Fixture.data("models/llama/config.json")
        var object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        for (key, value) in changes { object[key] = value }
        try JSONSerialization.data(withJSONObject: object).write(to: folder.file("config.json"))
        return try ModelConfiguration(folder: folder.url)
    }

    func message(_ changes: [String: Any?]) -> String {
        do {
            _ = try configuration(changes)
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    @Test func fieldsAndDefaults() throws {
        let shape = try configuration([:])
        #expect(shape.architecture == .llama && shape.layers == 2 && shape.heads == 4)
        #expect(shape.headDim == 8 && shape.keyValueHeads == 2 && shape.tiesEmbeddings)
        #expect(shape.rope.scaling == .llama3(factor: 8, low: 1, high: 4, original: 32))
        let bare = try configuration([
            "rope_scaling": nil, "head_dim": nil, "num_key_value_heads": nil, "rope_theta": nil,
        ])
        #expect(bare.rope.scaling == nil && bare.headDim == 8 && bare.keyValueHeads == 4)
        #expect(bare.rope.theta == 10_000)
    }

    @Test func slidingLayers() throws {
        #expect(try Golden("olmo3").model.configuration.isSliding == [true, true, true, false])
        #expect(try Golden("mistral").model.configuration.isSliding == [true, true])
        #expect(try Golden("qwen2").model.configuration.isSliding == [false, true])
        #expect(try Golden("qwen3").model.configuration.isSliding == [false, false])
    }

    @Test func errorsNameTheValueAndWhatIsAccepted() throws {
        let unknown = message(["model_type": "gpt_neox"])
        #expect(unknown.contains("gpt_neox") && unknown.contains("llama, qwen2, qwen3"))
        #expect(message(["hidden_size": nil]).contains("hidden_size is missing"))
        #expect(message(["num_attention_heads": "four"]).contains("num_attention_heads"))
        #expect(message(["num_key_value_heads": 3]).contains("no multiple"))
        #expect(message(["vocab_size": 0]).contains("vocab_size is 0"))
        let rope = message(["rope_scaling": ["rope_type": "longrope", "factor": 2.0]])
        #expect(rope.contains("longrope") && rope.contains("yarn"))
        #expect(message(["rope_scaling": ["rope_type": "llama3"]]).contains("factor"))
        #expect(message(["hidden_act": "gelu"]).contains("gelu"))
    }

    @Test func missingFoldersAreUsageErrors() throws {
        #expect(throws: UsageError.self) {
            try ModelConfiguration(folder: folder.file("nowhere"))
        }
        #expect(throws: UsageError.self) { try ModelConfiguration(folder: folder.url) }
    }

    @Test func missingAndMisshapenTensorsAreNamedTogether() throws {
        _ = try configuration(["num_hidden_layers": 3, "intermediate_size": 40])
        try FileManager.default.copyItem(
            at: Fixture.url("models/llama/model.safetensors"),
            to: folder.file("model.safetensors"))
        let error = #expect(throws: DataError.self) { try DecoderModel.load(folder.url) }
        let text = error?.description ?? ""
        #expect(text.contains("mlp.gate_proj.weight has shape [48, 32]"))
        #expect(text.contains("[40, 32]") && text.contains("more"))
    }
}
