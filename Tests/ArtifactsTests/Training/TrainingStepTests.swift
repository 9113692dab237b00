import Artifacts
import Foundation
import Storage
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

    @Test(arguments: [
        (#""step":-1,"loss":1"#, "step is -1"),
        (#""step":1000000001,"loss":1"#, "step is 1000000001"),
        (#""step":1,"loss":1e200"#, "loss is 1e+200"),
        (#""step":1,"loss":1,"rewards/margins":-1e300"#, "rewards/margins is -1e+300"),
    ])
    func numbersThatNoTrainingLogsAreNamed(fields: String, words: String) {
        let text = "{\(fields),\"epoch\":0,\"grad_norm\":0,\"learning_rate\":0}"
        let error = #expect(throws: DataError.self) {
            try JSONDecoder().decode(TrainingStep.self, from: Data(text.utf8))
        }
        #expect(error?.description.hasPrefix(words) == true)
    }
}
