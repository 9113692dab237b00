import Artifacts
import Foundation
import Testing

@Suite struct TrainingStepTests {
    @Test func isOneFlatObjectUnderTRLNames() throws {
        let step = TrainingStep(
            step: 3, epoch: 0.5, loss: 0.6, gradNorm: 1.5, learningRate: 1e-4,
            metrics: ["rewards/margins": 0.25])
        let data = try JSONLines.line(step)
        let object = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Double])
        #expect(
            object == [
                "step": 3, "epoch": 0.5, "loss": 0.6, "grad_norm": 1.5, "learning_rate": 1e-4,
                "rewards/margins": 0.25,
            ])
        #expect(try JSONDecoder().decode(TrainingStep.self, from: data) == step)
    }
}
