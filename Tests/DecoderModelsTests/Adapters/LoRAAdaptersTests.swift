import Foundation
import Storage
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Against adapters that PEFT made (Tests/Fixtures/adapters).
@Suite struct LoRAAdaptersTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func model(_ name: String) throws -> DecoderModel {
        try DecoderModel.load(Fixture.url("models/\(name)"))
    }

    func logits(_ model: DecoderModel, _ tokens: Tensor) throws -> [Float] {
        try inferenceMode { try model.logits(model.hiddenStates(tokens)).floats() }
    }

    @Test(
        "beside the weights and merged into them, the logits are transformers'",
        arguments: ["llama", "olmo3"])
    func logits(_ name: String) throws {
        let stored = Fixture.url("adapters/\(name)")
        let file = try SafeTensorsFile(stored.appendingPathComponent("logits.safetensors"))
        let (tokens, expected) = (try file.tensor("tokens"), try file.tensor("logits").floats())
        let model = try model(name)
        let adapters = try LoRAAdapters(model, folder: stored)
        let plain = try logits(model, tokens)
        #expect(Golden.distance(plain, expected) > 0.05)
        let bound = model.bound(
            columns: tokens.size(1), scale: Roundoff.largest(expected.map(Double.init)))
        for (model, way) in [
            (try model.adapted(by: adapters), "beside"),
            (try adapters.merged(into: model), "merged"),
        ] {
            let error = Double(Golden.distance(try logits(model, tokens), expected))
            #expect(Roundoff.holds(error, bound, "adapters of \(name) \(way)"))
        }
        // The model itself is as it was.
        #expect(try logits(model, tokens) == plain)
    }

    @Test("what is written is what PEFT wrote", arguments: ["llama", "olmo3"])
    func written(_ name: String) throws {
        let stored = Fixture.url("adapters/\(name)")
        let model = try model(name)
        let adapters = try LoRAAdapters(model, folder: stored)
        try adapters.write(to: folder.url, base: "models/\(name)")
        let theirs = try SafeTensorsFile(stored.appendingPathComponent("adapter_model.safetensors"))
        let ours = try SafeTensorsFile(folder.file("adapter_model.safetensors"))
        #expect(ours.names.sorted() == theirs.names.sorted())
        for tensor in theirs.names {
            #expect(try ours.tensor(tensor).floats() == theirs.tensor(tensor).floats())
            #expect(ours.info(tensor)?.shape == theirs.info(tensor)?.shape)
        }
        let again = try LoRAAdapters(model, folder: folder.url)
        #expect(again.settings.rank == adapters.settings.rank)
        #expect(Set(again.settings.targets) == Set(adapters.settings.targets))
    }

    /// A copy of PEFT's folder with one field of its JSON changed.
    func copy(_ field: String, _ value: String) throws -> URL {
        let stored = Fixture.url("adapters/llama")
        let configuration = stored.appendingPathComponent("adapter_config.json")
        var fields = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: configuration)) as? [String: Any])
        fields[field] = try JSONSerialization.jsonObject(
            with: Data(value.utf8), options: .fragmentsAllowed)
        try JSONSerialization.data(withJSONObject: fields)
            .write(to: folder.file("adapter_config.json"))
        let weights = folder.file("adapter_model.safetensors")
        try? FileManager.default.removeItem(at: weights)
        try FileManager.default.copyItem(
            at: stored.appendingPathComponent("adapter_model.safetensors"), to: weights)
        return folder.url
    }

    @Test(
        "what would make another adapter is refused by its name",
        arguments: [
            ("alpha_pattern", #"{"q_proj": 12}"#), ("rank_pattern", #"{"k_proj": 2}"#),
            ("modules_to_save", #"["lm_head"]"#), ("lora_bias", "true"),
            ("layers_to_transform", "[0]"), ("layers_to_transform", "0"),
            ("exclude_modules", #""q_proj""#), ("target_parameters", #"["w"]"#),
            ("use_dora", "true"), ("use_rslora", "true"), ("fan_in_fan_out", "true"),
        ])
    func unreadField(_ field: String, _ value: String) throws {
        let (model, copy) = (try model("llama"), try copy(field, value))
        let error = #expect(throws: DataError.self) { try LoRAAdapters(model, folder: copy) }
        #expect("\(try #require(error))".contains("sets \(field), which is not read"))
    }

    @Test(
        "empty fields say nothing",
        arguments: [
            ("alpha_pattern", "{}"), ("modules_to_save", "[]"), ("lora_bias", "false"),
            ("layers_to_transform", "null"),
        ])
    func emptyField(_ field: String, _ value: String) throws {
        _ = try LoRAAdapters(model("llama"), folder: copy(field, value))
    }

    @Test("tensors that no target accounts for are refused")
    func leftOver() throws {
        let (model, copy) = (try model("llama"), try copy("target_modules", #"["q_proj"]"#))
        let error = #expect(throws: DataError.self) { try LoRAAdapters(model, folder: copy) }
        #expect("\(try #require(error))".contains("k_proj.lora_A.weight, which is not part"))
    }

    @Test("new adapters add nothing, have the asked shapes and come from the seed")
    func fresh() throws {
        let model = try model("llama")
        let settings = LoRASettings(rank: 2, alpha: 4, targets: ["v_proj", "down_proj"])
        let adapters = try LoRAAdapters(model, settings, seed: 5)
        // Two layers, two maps, A and B: v 32 -> 16, down 48 -> 32.
        #expect(
            adapters.parameters.map(\.tensor.shape) == [
                [2, 32], [16, 2], [2, 48], [32, 2], [2, 32], [16, 2], [2, 48], [32, 2],
            ])
        #expect(
            adapters.parameters[0].name
                == "model.layers.0.self_attn.v_proj.lora_A.weight")
        let tokens = try Tensor([3, 5, 8], shape: [1, 3])
        #expect(try logits(model.adapted(by: adapters), tokens) == logits(model, tokens))
        let bound = Float(1 / 32.0.squareRoot())
        let a = try adapters.parameters[0].tensor.floats()
        #expect(a.allSatisfy { abs($0) <= bound } && a.contains { abs($0) > bound / 2 })
        #expect(try LoRAAdapters(model, settings, seed: 5).parameters[0].tensor.floats() == a)
        #expect(try LoRAAdapters(model, settings, seed: 6).parameters[0].tensor.floats() != a)
    }

    @Test("what cannot be is refused with the accepted values")
    func refused() throws {
        let model = try model("llama")
        for settings in [
            LoRASettings(rank: 0), LoRASettings(alpha: -1), LoRASettings(targets: ["qkv"]),
            LoRASettings(targets: []), LoRASettings(targets: ["q_proj", "q_proj"]),
        ] {
            #expect(throws: UsageError.self) { try LoRAAdapters(model, settings, seed: 0) }
        }
        let error = #expect(throws: UsageError.self) {
            try LoRASettings(targets: ["qkv"]).validate()
        }
        #expect("\(try #require(error))".contains("down_proj"))
        // Adapters of another model.
        let other = #expect(throws: DataError.self) {
            try LoRAAdapters(self.model("qwen3"), folder: Fixture.url("adapters/llama"))
        }
        // Qwen3's heads are wider: B of its queries is [64, 3].
        #expect(
            "\(try #require(other))".contains("lora_B.weight should be there with shape [64, 3]"))
    }
}
