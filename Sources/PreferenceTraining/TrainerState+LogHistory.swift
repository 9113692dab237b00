import Artifacts

extension TrainerState {
    /// The rows of `log_history`: of a step with an evaluation transformers writes two, the second
    /// with the names that begin with `eval_`. Our log has one row with both.
    struct LogHistory: Encodable {
        var steps: [TrainingStep]

        init(_ steps: [TrainingStep]) { self.steps = steps }

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            for step in steps {
                let evaluation = step.metrics.filter { $0.key.hasPrefix("eval_") }
                var training = step
                training.metrics = step.metrics.filter { evaluation[$0.key] == nil }
                try list.encode(training)
                if !evaluation.isEmpty {
                    try list.encode(
                        Evaluation(step: step.step, epoch: step.epoch, metrics: evaluation))
                }
            }
        }
    }

    /// A row of an evaluation: step, epoch and the `eval_` values, flat.
    private struct Evaluation: Encodable {
        var step: Int
        var epoch: Double
        var metrics: [String: Double]

        func encode(to encoder: any Encoder) throws {
            var values = metrics
            values["step"] = Double(step)
            values["epoch"] = epoch
            try values.encode(to: encoder)
        }
    }
}
