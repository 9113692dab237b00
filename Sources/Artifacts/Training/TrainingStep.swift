import Numbers
import Storage

/// One logged training step, under TRL's metric names.
public struct TrainingStep: Codable, Sendable, Equatable {
    /// Optimizer steps done.
    public var step: Int
    /// Epochs done, with the part of the current one.
    public var epoch: Double
    /// The loss of a step, the mean over those since the last row.
    public var loss: Double
    /// `grad_norm`: the 2-norm of all gradients of the last step, before they were clipped.
    public var gradNorm: Double
    /// `learning_rate` of the last step.
    public var learningRate: Double
    /// `rewards/chosen`, `rewards/rejected`, `rewards/accuracies`, `rewards/margins`,
    /// `logps/chosen`, `logps/rejected`, `logits/chosen`, `logits/rejected`.
    public var metrics: [String: Double]

    /// A row of given numbers.
    public init(
        step: Int, epoch: Double, loss: Double, gradNorm: Double, learningRate: Double,
        metrics: [String: Double] = [:]
    ) {
        self.step = step
        self.epoch = epoch
        self.loss = loss
        self.gradNorm = gradNorm
        self.learningRate = learningRate
        self.metrics = metrics
    }

    /// Of what a row may say.
    private static let largest = 1e100

    static let fixed: Set<String> = ["step", "epoch", "loss", "grad_norm", "learning_rate"]

    /// One flat object, as in the `log_history` of `trainer_state.json`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        try container.encode(step, forKey: AnyKey("step"))
        try container.encode(epoch, forKey: AnyKey("epoch"))
        try container.encode(loss, forKey: AnyKey("loss"))
        try container.encode(gradNorm, forKey: AnyKey("grad_norm"))
        try container.encode(learningRate, forKey: AnyKey("learning_rate"))
        for (name, value) in metrics { try container.encode(value, forKey: AnyKey(name)) }
    }

    /// Every key but the five named ones is a metric.
    /// - Throws: `DecodingError` for a missing or non-numeric field, `DataError` for a step out of range
    ///   and for numbers that no training logs (above 1e100).
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: AnyKey.self)
        step = try container.decode(Int.self, forKey: AnyKey("step"))
        epoch = try container.decode(Double.self, forKey: AnyKey("epoch"))
        loss = try container.decode(Double.self, forKey: AnyKey("loss"))
        gradNorm = try container.decode(Double.self, forKey: AnyKey("grad_norm"))
        learningRate = try container.decode(Double.self, forKey: AnyKey("learning_rate"))
        metrics = [:]
        for key in container.allKeys where !Self.fixed.contains(key.stringValue) {
            metrics[key.stringValue] = try container.decode(Double.self, forKey: key)
        }
        guard 0...Limits.steps.highest ~= step else {
            throw DataError("step is \(step); expected 0 to \(Limits.steps.highest).")
        }
        // The lengths of axes are differences of these.
        let values = metrics.merging(["epoch": epoch, "loss": loss, "grad_norm": gradNorm]) { $1 }
        for (name, value) in values.sorted(by: { $0.key < $1.key })
        where abs(value) > Self.largest {
            throw DataError("\(name) is \(value), which no training logs.")
        }
    }
}
