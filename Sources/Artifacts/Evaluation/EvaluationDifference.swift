/// The difference between two models on the same examples: a line of `differences.jsonl`.
public struct EvaluationDifference: Codable, Sendable, Equatable {
    /// The model, and the one it is compared with.
    public var model: String
    public var against: String
    public var category: String
    /// Context length of the prompts, in tokens.
    public var length: Int
    public var metric: String
    /// Mean over examples of `model` minus `against`, in the unit of the metric.
    public var mean: Double
    /// Ends of the 95% paired bootstrap interval of the mean.
    public var low: Double
    public var high: Double
    /// Examples that both models answered.
    public var n: Int

    public init(
        model: String, against: String, category: String, length: Int, metric: String,
        mean: Double, low: Double, high: Double, n: Int
    ) {
        self.model = model
        self.against = against
        self.category = category
        self.length = length
        self.metric = metric
        self.mean = mean
        self.low = low
        self.high = high
        self.n = n
    }
}
