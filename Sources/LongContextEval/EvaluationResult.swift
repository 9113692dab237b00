/// The result of one example: a line of the per-example file.
public struct EvaluationResult: Codable, Sendable, Equatable {
    /// That of the example, as are the next three.
    public var id: String
    /// `recall`, `citation`, or a control such as `facts`.
    public var category: String
    /// Context length the prompt was made for, in tokens.
    public var length: Int
    /// The measure of ``score``.
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
