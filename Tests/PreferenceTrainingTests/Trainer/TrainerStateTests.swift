import Artifacts
import Foundation
import Testing

@testable import PreferenceTraining

@Suite struct TrainerStateTests {
    let rows = [
        TrainingStep(
            step: 1, epoch: 0.5, loss: 0.7, gradNorm: 2, learningRate: 1e-6,
            metrics: ["rewards/margins": 0]),
        TrainingStep(
            step: 2, epoch: 1, loss: 0.6, gradNorm: 1, learningRate: 5e-7,
            metrics: ["rewards/margins": 0.1, "eval_loss": 0.65, "eval_rewards/margins": 0.05]),
    ]

    func state(best: BestEvaluation?) -> TrainerState {
        let options = PreferenceOptions()
        let limits = Truncation(options, contextLength: 100)
        let report = TrainingReport(
            options: options, model: "", pairs: "",
            truncation: TruncationReport(mode: .corrected, limits: limits), steps: 2, warnings: [],
            validationCount: best.map { _ in 4 }, best: best)
        return TrainerState(rows, report, steps: 10, evaluationSteps: 2)
    }

    @Test func evaluationsAreRowsOfTheirOwn() throws {
        let data = try JSONEncoder().encode(state(best: .init(step: 2, loss: 0.65)))
        let object = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let history = try #require(object["log_history"] as? [[String: Double]])
        #expect(history.count == 3)
        #expect(Set(history[1].keys).contains("loss") && history[1]["eval_loss"] == nil)
        #expect(
            history[2] == ["step": 2, "epoch": 1, "eval_loss": 0.65, "eval_rewards/margins": 0.05])
        #expect(object["best_metric"] as? Double == 0.65)
        #expect(object["best_global_step"] as? Int == 2)
        #expect(object["best_model_checkpoint"] as? String == "checkpoint-2")
        #expect(object["eval_steps"] as? Int == 2 && object["max_steps"] as? Int == 10)
    }

    @Test func hasTheFieldsOfTransformers() throws {
        let data = try JSONEncoder().encode(state(best: nil))
        let object = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        // Of transformers 4.57.6, without those of trials and callbacks.
        #expect(
            Set(object.keys) == [
                "epoch", "global_step", "max_steps", "logging_steps", "eval_steps", "save_steps",
                "train_batch_size", "num_train_epochs", "num_input_tokens_seen", "total_flos",
                "log_history", "best_metric", "best_global_step", "best_model_checkpoint",
                "is_local_process_zero", "is_world_process_zero", "is_hyper_param_search",
            ])
        #expect(object["best_metric"] is NSNull)
    }
}
