import Foundation
import Optimization
import TestSupport
import Testing
import Torch

@Suite struct TrainingCheckpointsTests {
    @Test func theNewestIsKeptAndRestored() throws {
        let folder = try TemporaryFolder()
        let checkpoints = TrainingCheckpoints(folder.url)
        let parameter = try Tensor([1, 2] as [Float], shape: [2])
        let optimizer = try AdamW([("weight", parameter)])
        #expect(try checkpoints.restore([("weight", parameter)], [optimizer]) == nil)
        try optimizer.step([Tensor([1, -1] as [Float], shape: [2])], learningRate: 0.5)
        try checkpoints.save(step: 1, [("weight", parameter)], [optimizer])
        try optimizer.step([Tensor([1, -1] as [Float], shape: [2])], learningRate: 0.5)
        try checkpoints.save(step: 2, [("weight", parameter)], [optimizer])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names == ["step-2.safetensors"])

        let other = try Tensor.zeros([2])
        let fresh = try AdamW([("weight", other)])
        #expect(try checkpoints.restore([("weight", other)], [fresh]) == 2)
        #expect(try other.floats() == parameter.floats())
        #expect(fresh.steps == 2)
    }

    @Test func theBestStaysBesideTheNewest() throws {
        let folder = try TemporaryFolder()
        let checkpoints = TrainingCheckpoints(folder.url)
        let weight = try Tensor.zeros([2])
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        }
        for step in 1...4 {
            try withoutGradients { _ = try weight.add_(Tensor.full([2], 1)) }
            try checkpoints.save(step: step, keeping: 2, [("weight", weight)], [])
        }
        #expect(try names() == ["step-2.safetensors", "step-4.safetensors"])
        try checkpoints.restore([("weight", weight)], step: 2)
        #expect(try weight.floats() == [2, 2])
        #expect(try checkpoints.restore([("weight", weight)], []) == 4)
        #expect(try weight.floats() == [4, 4])
        try checkpoints.save(step: 5, keeping: 5, [("weight", weight)], [])
        #expect(try names() == ["step-5.safetensors"])
    }

    @Test func aFileCutOffByAnotherNameDoesNotCount() throws {
        let folder = try TemporaryFolder()
        try Data("torn".utf8).write(to: folder.file(".step-9.safetensors.1.partial"))
        #expect(TrainingCheckpoints(folder.url).latest == nil)
    }

    @Test func anotherShapeIsASentence() throws {
        let folder = try TemporaryFolder()
        let checkpoints = TrainingCheckpoints(folder.url)
        try checkpoints.save(step: 3, [("weight", Tensor.zeros([2]))], [])
        #expect {
            try checkpoints.restore([("weight", Tensor.zeros([3]))], [])
        } throws: { error in "\(error)".contains("weight has the shape [2] but the model's is [3]")
        }
    }
}
