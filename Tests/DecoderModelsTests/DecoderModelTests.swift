import Artifacts
import DecoderModels
import Foundation
import TestSupport
import Testing
import Torch

@Suite struct DecoderModelTests {
    static let shape = ModelConfiguration(
        vocabularySize: 20, hiddenSize: 16, intermediateSize: 24, layers: 2, heads: 4,
        keyValueHeads: 2, positions: 64)

    @Test func gradientsFlow() throws {
        let model = try DecoderModel.random(Self.shape, seed: 3, scale: 0.3)
        let leaves = model.parameters.map(\.tensor)
        for leaf in leaves { try leaf.setRequiresGrad(true) }
        let tokens = try Tensor([3, 1, 4, 1, 5, 9, 2, 6], shape: [2, 4])
        let targets = try Tensor([1, 4, 1, 5, 2, 6, 5, 3], shape: [8])
        func loss() throws -> Tensor {
            let logits = try model.logits(model.hidden(tokens)).view([8, 20])
            return try logits.crossEntropy(targets: targets)
        }
        let gradients = try Tensor.gradients(of: loss(), for: leaves)
        // Central differences of one weight in every kind of parameter.
        for (index, parameter) in model.parameters.enumerated() {
            let flat = try parameter.tensor.detach().view([-1])
            let place = parameter.tensor.count / 3
            let cell = try flat.narrow(0, start: place, length: 1)
            let step = 1e-2
            let (up, down) = try withoutGradients {
                try cell.add_(Tensor.full([1], step))
                let up = try loss().item()
                try cell.sub_(Tensor.full([1], 2 * step))
                let down = try loss().item()
                try cell.add_(Tensor.full([1], step))
                return (up, down)
            }
            let slope = (up - down) / (2 * step)
            let found = Double(try gradients[index].floats()[place])
            #expect(abs(slope - found) < 2e-3, "\(parameter.name): \(slope) and \(found)")
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
        let logits = try again.logits(again.hidden(tokens)).floats()
        #expect(Golden.distance(logits, golden.logits) < 1e-4)
        // Never over another folder by accident.
        #expect(throws: UsageError.self) { try golden.model.save(copy, source: golden.folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["copy"])
    }

    @Test func fingerprintsTellModelsApart() throws {
        let one = try ModelFolder.fingerprint(Fixture.url("models/llama"))
        #expect(try ModelFolder.fingerprint(Fixture.url("models/llama")) == one)
        #expect(try ModelFolder.fingerprint(Fixture.url("models/qwen3")) != one)
    }

    @Test func tokensOutsideTheVocabularyAreErrors() throws {
        let model = try DecoderModel.random(Self.shape, seed: 1)
        #expect(throws: TorchError.self) { try model.hidden(Tensor([20], shape: [1, 1])) }
    }
}
