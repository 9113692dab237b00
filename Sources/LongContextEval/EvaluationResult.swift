/// The result of one example: a line of the per-example file.
public struct EvaluationResult: Codable, Sendable, Equatable {
    public var id: String
    public var category: String
    public var length: Int
    public var metric: EvaluationMetric
    /// The text of the model; empty for `likelihood`.
    public var response: String
    /// Tokens generated, or scored for `likelihood`.
    public var tokens: Int
    /// `stop`, `length`, or `scored` for `likelihood`.
    public var finishReason: String
    /// 0 to 1, or nats per token for `likelihood`.
    public var score: Double

    enum CodingKeys: String, CodingKey {
        case id, category, length, metric, response, tokens, score
        case finishReason = "finish_reason"
    }
}
