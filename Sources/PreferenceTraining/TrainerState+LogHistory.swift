import Artifacts

extension TrainerState {
    /// The rows of `log_history`: of a step with an evaluation transformers writes two, the second
    /// with the names that begin with `eval_`. Our log has one row with both.
    struct LogHistory: Codable {
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

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            steps = []
            while !list.isAtEnd {
                // A training row has all that an evaluation has, and more.
                if let step = try? list.decode(TrainingStep.self) {
                    steps.append(step)
                } else {
                    let evaluation = try list.decode(Evaluation.self)
                    guard let last = steps.indices.last else { continue }
                    steps[last].metrics.merge(evaluation.metrics) { $1 }
                }
            }
        }
    }

    /// A row of an evaluation: step, epoch and the `eval_` values, flat.
    private struct Evaluation: Codable {
        var step: Int
        var epoch: Double
        var metrics: [String: Double]

        init(step: Int, epoch: Double, metrics: [String: Double]) {
            self.step = step
            self.epoch = epoch
            self.metrics = metrics
        }

        func encode(to encoder: any Encoder) throws {
            var values = metrics
            values["step"] = Double(step)
            values["epoch"] = epoch
            try values.encode(to: encoder)
        }

        init(from decoder: any Decoder) throws {
            var values = try [String: Double](from: decoder)
            step = Int(values.removeValue(forKey: "step") ?? 0)
            epoch = values.removeValue(forKey: "epoch") ?? 0
            metrics = values
        }
    }
}
