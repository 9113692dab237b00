import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Torch

@testable import DecoderModels

@Suite struct DecoderModelTests {
    static let shape = ModelConfiguration(
        vocabularySize: 20, hiddenSize: 16, intermediateSize: 24, layers: 2, heads: 4,
        keyValueHeads: 2, contextLength: 64)

    @Test func gradientsFlow() throws {
        let model = try DecoderModel.random(Self.shape, seed: 3, scale: 0.3)
        let leaves = model.parameters.map(\.tensor)
        for leaf in leaves { try leaf.setRequiresGrad(true) }
        let tokens = try Tensor([3, 1, 4, 1, 5, 9, 2, 6], shape: [2, 4])
        let targets = try Tensor([1, 4, 1, 5, 2, 6, 5, 3], shape: [8])
        func loss(_ model: DecoderModel) throws -> Tensor {
            let logits = try model.logits(model.hiddenStates(tokens)).view([8, 20])
            return try logits.crossEntropy(targets: targets)
        }
        let gradients = try Tensor.gradients(of: loss(model), for: leaves)
        // Central differences in float64 of one weight in every kind of parameter.
        let wide = try model.wide()
        for (index, parameter) in wide.parameters.enumerated() {
            let flat = try parameter.tensor.detach().view([-1])
            let place = parameter.tensor.count / 3
            let cell = try flat.narrow(0, start: place, length: 1)
            let step = 1e-4
            let move = try Tensor([step], shape: [1])
            let (up, down) = try withoutGradients {
                try cell.add_(move)
                let up = try loss(wide).item()
                try cell.sub_(move * 2)
                let down = try loss(wide).item()
                try cell.add_(move)
                return (up, down)
            }
            let slope = (up - down) / (2 * step)
            let all = try gradients[index].doubles()
            // The difference is off by step² / 6 times the third derivative, which is not above 100 here; the
            // gradient by what float32 does forward and back.
            let rounding = Roundoff.likely(
                steps: 3 * model.roundings(columns: 4), scale: Roundoff.largest(all))
            let error = abs(slope - all[place])
            #expect(
                Roundoff.holds(error, step * step * 100 / 6 + rounding, "slope \(parameter.name)"),
                "\(parameter.name): \(slope) and \(all[place])")
        }
    }

    @Test func randomModelsRepeat() throws {
        func weights(_ seed: UInt64) throws -> [[Float]] {
            try DecoderModel.random(Self.shape, seed: seed).parameters.map {
                try $0.tensor.floats()
            }
        }
        #expect(try weights(1) == weights(1))
        #expect(try weights(1) != weights(2))
    }

    @Test func savedFoldersLoadAgain() throws {
        let folder = try TemporaryFolder()
        let golden = try Golden("sharded")
        let copy = folder.file("copy")
        try golden.model.save(copy, source: golden.folder)
        let again = try DecoderModel.load(copy)
        let tokens = try Golden.input(golden.tokens)
        let logits = try again.logits(again.hiddenStates(tokens)).floats()
        #expect(Golden.distance(logits, golden.logits) <= golden.bound)
        // Never over another folder by accident.
        #expect(throws: UsageError.self) { try golden.model.save(copy, source: golden.folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["copy"])
    }

    @Test func fingerprintsTellModelsApart() throws {
        let one = try ModelFolder.fingerprint(Fixture.url("models/llama"))
        #expect(try ModelFolder.fingerprint(Fixture.url("models/llama")) == one)
        #expect(try ModelFolder.fingerprint(Fixture.url("models/qwen3")) != one)
    }

    /// Weights stored in half the bytes: the same model with rounded weights.
    @Test(arguments: [(DType.bfloat16, "bfloat16"), (.float16, "float16")])
    func storedTypes(type: DType, name: String) throws {
        let folder = try TemporaryFolder()
        let golden = try Golden("qwen3")
        let copy = folder.file("copy")
        try golden.model.save(copy, source: golden.folder, storedType: type)
        let config = try String(
            contentsOf: copy.appendingPathComponent("config.json"), encoding: .utf8)
        #expect(config.contains("\"\(name)\""))
        let again = try DecoderModel.load(copy)
        for (one, two) in zip(again.parameters, golden.model.parameters) {
            #expect(one.name == two.name && one.tensor.dtype == .float32)
            #expect(try one.tensor.floats() == two.tensor.to(type).floats())
        }
    }

    @Test func integerWeightsAreRefused() throws {
        let folder = try TemporaryFolder()
        let golden = try Golden("llama")
        let tensors = try golden.model.parameters.map { name, tensor in
            (name: name, tensor: name.hasSuffix("q_proj.weight") ? try tensor.to(.int8) : tensor)
        }
        try SafeTensorsWriter.write(tensors, to: folder.file("model.safetensors"))
        try FileManager.default.copyItem(
            at: golden.folder.appendingPathComponent("config.json"),
            to: folder.file("config.json"))
        let error = #expect(throws: DataError.self) { try DecoderModel.load(folder.url) }
        #expect(error?.description.contains("q_proj.weight is stored as I8") == true)
    }

    @Test func headsThatAreNotThereAreErrors() throws {
        let model = try DecoderModel.random(Self.shape, seed: 1)
        for head in [HeadID(layer: 2, head: 0), HeadID(layer: 0, head: 4)] {
            let error = #expect(throws: UsageError.self) {
                try model.gates([.none, HeadAblation([head])])
            }
            #expect(error?.description.contains("2 layers of 4 heads") == true)
        }
        #expect(try model.gates([.none, .none]) == nil)
    }

    @Test func tokensOutsideTheVocabularyAreErrors() throws {
        let model = try DecoderModel.random(Self.shape, seed: 1)
        #expect(throws: TorchError.self) { try model.hiddenStates(Tensor([20], shape: [1, 1])) }
        let request = GenerationRequest(prompt: [3, 20], sampling: .greedy(maxTokens: 1))
        let error = #expect(throws: DataError.self) {
            try Generator(model: model, stopIDs: []).generate(batch: [request])
        }
        #expect(error?.description.contains("token 20 is not in") == true)
        #expect(throws: DataError.self) { try ModelScorer(model: model).scores(of: [[-1, 2]]) }
    }
}
