/// A row of `training.jsonl` of a pre-training run.
public struct OrganismTrainingRow: Codable, Sendable, Equatable {
    /// Steps done.
    public var step: Int
    /// Name of the phase.
    public var phase: String
    /// Weighted loss per unit of weight, in nats; the mean of the steps since the last row.
    public var loss: Double
    /// Loss per token of an answer, in nats.
    public var answerLoss: Double
    /// Share of the tokens of answers that were the likeliest by the model, 0 to 1.
    public var answerAccuracy: Double
    /// Learning rates over their peaks.
    public var rateScale: Double
    /// Tokens of all rows over wall time.
    public var tokensPerSecond: Double

    package init(
        step: Int, phase: String, loss: Double, answerLoss: Double, answerAccuracy: Double,
        rateScale: Double, tokensPerSecond: Double
    ) {
        self.step = step
        self.phase = phase
        self.loss = loss
        self.answerLoss = answerLoss
        self.answerAccuracy = answerAccuracy
        self.rateScale = rateScale
        self.tokensPerSecond = tokensPerSecond
    }
}
