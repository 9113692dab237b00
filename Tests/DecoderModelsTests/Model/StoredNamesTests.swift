import Foundation
import Storage
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Checkpoints whose names begin otherwise give the same model.
@Suite struct StoredNamesTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A copy of a golden folder with other names; nil leaves a tensor out.
    func renamed(
        _ name: String, changes: [(String, Tensor)] = [], _ rename: (String) -> String?
    ) throws -> URL {
        let source = Fixture.url("models/\(name)")
        try Data(contentsOf: source.appendingPathComponent("config.json"))
            .write(to: folder.file("config.json"))
        let file = try SafeTensorsFile(source.appendingPathComponent("model.safetensors"))
        let tensors = try file.names.compactMap { old in
            try rename(old).map { ($0, try file.tensor(old)) }
        }
        try SafeTensorsWriter.write(tensors + changes, to: folder.file("model.safetensors"))
        return folder.url
    }

    func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    @Test(
        arguments: ["llama", "qwen2"],
        [
            "", "_orig_mod.", "module.", "module._orig_mod.", "_orig_mod.module.",
            "base_model.model.", "model.", "_fsdp_wrapped_module.",
        ])
    func wrappersAreRead(name: String, prefix: String) throws {
        let golden = try Golden(name)
        let folder = try renamed(name) { old in
            prefix.isEmpty && old.hasPrefix("model.") ? String(old.dropFirst(6)) : prefix + old
        }
        let model = try DecoderModel.load(folder)
        let hidden = try model.hiddenStates(Golden.input(golden.tokens))
        #expect(Golden.distance(try model.logits(hidden).floats(), golden.logits) < 1e-4)
        #expect(model.parameters.map(\.name) == golden.model.parameters.map(\.name))
    }

    @Test func wrappersOfSingleLayersAreRead() throws {
        #expect(
            StoredNames.plain("model.layers.0._orig_mod.self_attn.q_proj.weight")
                == "model.layers.0.self_attn.q_proj.weight")
        #expect(
            StoredNames.plain("model.layers.3._checkpoint_wrapped_module.mlp.up_proj.weight")
                == "model.layers.3.mlp.up_proj.weight")
        #expect(StoredNames.plain("norm.weight") == "model.norm.weight")
        #expect(StoredNames.plain("module.lm_head.weight") == "lm_head.weight")
        #expect(StoredNames.plain("transformer.h.0.ln.weight") == "transformer.h.0.ln.weight")
    }

    @Test func twoOfOneParameterAreRefused() throws {
        let other = try Tensor.ones([32])
        let folder = try renamed("llama", changes: [("norm.weight", other)]) { $0 }
        let text = message { _ = try DecoderModel.load(folder) }
        #expect(text.contains("model.norm.weight and norm.weight"))
        #expect(text.contains("both would be model.norm.weight"))
    }

    @Test func adaptersThatAreNotMergedAreNamed() throws {
        let folder = try renamed("llama") {
            $0.replacingOccurrences(of: "q_proj.weight", with: "q_proj.base_layer.weight")
        }
        #expect(message { _ = try DecoderModel.load(folder) }.contains("merge_and_unload"))
    }

    @Test func aTiedModelNeedsOneOfBoth() throws {
        let golden = try Golden("llama")
        let embedding = try golden.model.parameters[0].tensor.detach()
        func logits(_ folder: URL) throws -> [Float] {
            let model = try DecoderModel.load(folder)
            return try model.logits(model.hiddenStates(Golden.input(golden.tokens))).floats()
        }
        let alone = try renamed("llama") {
            $0 == WeightNames.embedding ? WeightNames.lmHead : $0
        }
        #expect(Golden.distance(try logits(alone), golden.logits) < 1e-4)
        let both = try renamed("llama", changes: [(WeightNames.lmHead, embedding)]) { $0 }
        #expect(Golden.distance(try logits(both), golden.logits) < 1e-4)
        let other = try renamed(
            "llama", changes: [(WeightNames.lmHead, try embedding * 2)]
        ) { $0 }
        let text = message { _ = try DecoderModel.load(other) }
        #expect(text.contains("set tie_word_embeddings to false"))
    }

    @Test func aBaseModelWithoutItsOutputLayerIsSaid() throws {
        let folder = try renamed("qwen2") { $0 == WeightNames.lmHead ? nil : $0 }
        #expect(
            message { _ = try DecoderModel.load(folder) }
                .contains("lm_head.weight is missing, the output layer"))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func weightsThatAreNoNumbersAreNamed(_ value: Float) throws {
        let name = "model.layers.1.mlp.up_proj.weight"
        var numbers = [Float](repeating: 0.5, count: 48 * 32)
        numbers[777] = value
        let bad = try Tensor(numbers, shape: [48, 32])
        let folder = try renamed("llama", changes: [(name, bad)]) { $0 == name ? nil : $0 }
        let text = message { _ = try DecoderModel.load(folder) }
        #expect(text.contains("\(name) has numbers that are not finite"))
    }

    @Test func largeNumbersAreFinite() throws {
        // Their sum overflows, they do not.
        let large = try Tensor([Float](repeating: 3e38, count: 32), shape: [32])
        #expect(try large.isAllFinite())
        #expect(try !(large * 2).isAllFinite())
        #expect(try Tensor.zeros([0]).isAllFinite())
    }
}
