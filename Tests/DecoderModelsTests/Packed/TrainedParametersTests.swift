import Foundation
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Gradients of less than all weights: adapters, and some tensors.
@Suite struct TrainedParametersTests {
    typealias Packed = PackedLogProbabilitiesTests

    /// A model and the adapters that PEFT drew for it, A and B both far from zero.
    func adapted(_ name: String) throws -> (
        base: DecoderModel, adapted: DecoderModel, adapters: LoRAAdapters
    ) {
        let base = try DecoderModel.load(Fixture.url("models/\(name)"))
        let adapters = try LoRAAdapters(base, folder: Fixture.url("adapters/\(name)"))
        return (base, try Packed.recording(base.adapted(by: adapters)), adapters)
    }

    func sequences(_ model: DecoderModel) -> [[Int]] {
        Packed.sequences(
            Packed.shapes[7], vocabulary: model.configuration.vocabularySize, seed: 11)
    }

    @Test("packed, with activations saved and computed again", arguments: ["llama", "olmo3"])
    func adaptersEqualPlain(name: String) throws {
        let (base, model, adapters) = try adapted(name)
        #expect(model.trained.map(\.name) == adapters.parameters.map(\.name))
        #expect(model.trained.allSatisfy { $0.name.contains(".lora_") })
        let sequences = sequences(model)
        let plain = try Packed.plain(model, sequences)
        for saved in [SavedActivations.all, .checkpointed] {
            let packed = try Packed.packed(model, sequences, saving: saved)
            #expect(packed.gradients.count == model.trained.count)
            Packed.compare(model, packed, plain, "\(name), \(saved)")
        }
        #expect(base.parameters.allSatisfy { !$0.tensor.requiresGrad })
    }

    /// W' = W + s B A gives dA = s Bᵀ dW' and dB = s dW' Aᵀ.
    @Test("adapters get what the merged weights get, projected", arguments: ["llama", "olmo3"])
    func projection(name: String) throws {
        let (base, model, adapters) = try adapted(name)
        let sequences = sequences(model)
        let own = try Packed.packed(model, sequences).gradients
        let merged = try Packed.recording(adapters.merged(into: base))
        let full = try Packed.packed(merged, sequences).gradients
        let index = Dictionary(
            merged.parameters.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        for place in stride(from: 0, to: model.trained.count, by: 2) {
            let (a, b) = (model.trained[place].tensor, model.trained[place + 1].tensor)
            let map = model.trained[place].name.replacing(".lora_A.weight", with: ".weight")
            let number = try #require(index[map])
            let weight = try Tensor(full[number], shape: [b.size(0), a.size(1)])
            let scale = adapters.settings.scale
            let (da, db) = try withoutGradients {
                (
                    try (b.transpose(0, 1).matmul(weight) * scale).contiguous().floats(),
                    try (weight.matmul(a.transpose(0, 1)) * scale).contiguous().floats()
                )
            }
            // Both sides are rounded.
            let bound = 2 * Packed.gradientBound(model, tokens: sequences.map(\.count).reduce(0, +))
            for (gradient, right) in [(own[place], da), (own[place + 1], db)] {
                let error = Packed.error(gradient, right)
                #expect(Roundoff.holds(error, bound, "projection \(map)"), "\(map)")
            }
        }
    }

    @Test(
        "of some tensors, those that all would get",
        arguments: [
            ["model.layers.1.self_attn.q_proj.weight", "model.layers.1.self_attn.o_proj.weight"],
            ["model.layers.0.mlp.up_proj.weight"], ["model.norm.weight"],
            ["model.embed_tokens.weight"], ["lm_head.weight"],
        ])
    func some(names: [String]) throws {
        let shape = ModelConfiguration(
            vocabularySize: 60, hiddenSize: 16, intermediateSize: 24, layers: 3, heads: 2,
            contextLength: 128, tiesEmbeddings: false)
        let base = try DecoderModel.random(shape, seed: 3, scale: 0.3)
        let sequences = sequences(base)
        let all = try Packed.packed(Packed.recording(base), sequences)
        for parameter in base.parameters { try parameter.tensor.setRequiresGrad(false) }
        let model = try Packed.recording(base.training(only: Set(names)))
        #expect(model.trained.map(\.name) == names)
        #expect(model.parameters.count == base.parameters.count)
        for saved in [SavedActivations.all, .checkpointed] {
            let part = try Packed.packed(model, sequences, saving: saved)
            #expect(part.values == all.values)
            for (name, gradient) in zip(names, part.gradients) {
                let place = try #require(base.parameters.firstIndex { $0.name == name })
                // The sum over the uses of a table comes in another order.
                let bound = Roundoff.likely(steps: part.values.count, scale: 1)
                #expect(Packed.error(gradient, all.gradients[place]) <= bound, "\(name)")
            }
        }
    }

    @Test func adaptersOfHalfPrecisionWeightsStayInFull() throws {
        let base = try DecoderModel.load(Fixture.url("models/llama"), dtype: .bfloat16)
        let adapters = try LoRAAdapters(base, LoRASettings(rank: 2), seed: 1)
        let model = try Packed.recording(base.adapted(by: adapters))
        #expect(model.trained.allSatisfy { $0.tensor.dtype == .float32 })
        let outcome = try Packed.packed(model, [[5, 6, 7, 8], [5, 6, 9]])
        // B is zero, so its gradient is all that there is.
        let b = zip(model.trained, outcome.gradients).filter { $0.0.name.contains("lora_B") }
        #expect(b.allSatisfy { $0.1.contains { $0 != 0 } && $0.1.allSatisfy(\.isFinite) })
        #expect(try adapters.merged(into: base).dtype == .bfloat16)
    }
}
