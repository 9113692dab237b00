/// A row of `training.jsonl` of a pre-training run.
public struct OrganismTrainingRow: Codable, Sendable, Equatable {
    /// Steps done.
    public var step: Int
    public var phase: String
    /// Weighted loss per unit of weight, in nats; the mean of the steps since the last row.
    public var loss: Double
    /// Loss per token of an answer, in nats.
    public var answerLoss: Double
    /// Share of the tokens of answers that were the likeliest by the model, 0 to 1.
    public var answerAccuracy: Double
    /// Learning rates over their peaks.
    public var rateScale: Double
    public var tokensPerSecond: Double
}

/// Sums over the steps between two rows.
struct OrganismTrainingTally {
    var steps = 0
    var loss = 0.0
    var answerLoss = 0.0
    var answers = 0
    var correct = 0
    var tokens = 0
    var seconds = 0.0

    func row(step: Int, phase: String, rateScale: Double) -> OrganismTrainingRow {
        OrganismTrainingRow(
            step: step, phase: phase, loss: loss / Double(max(steps, 1)),
            answerLoss: answerLoss / Double(max(answers, 1)),
            answerAccuracy: Double(correct) / Double(max(answers, 1)), rateScale: rateScale,
            tokensPerSecond: seconds > 0 ? (Double(tokens) / seconds).rounded() : 0)
    }
}
