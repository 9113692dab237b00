/// One cell of a result table: a model on one category at one length.
public struct EvaluationRow: Codable, Sendable, Equatable {
    /// `base`, `ablated`, `RetMask`, or whatever the run calls the model.
    public var model: String
    /// The task category, such as `recall`, `citation` or a general-skill control.
    public var category: String
    /// Context length of the prompts, in tokens.
    public var length: Int
    /// Metric name, such as `SubEM` or `NDCG@10`.
    public var metric: String
    /// Mean over examples, 0 to 1.
    public var mean: Double
    /// Ends of the 95% bootstrap interval of the mean.
    public var low: Double
    public var high: Double
    /// Examples.
    public var n: Int

    public init(
        model: String, category: String, length: Int, metric: String, mean: Double, low: Double,
        high: Double, n: Int
    ) {
        self.model = model
        self.category = category
        self.length = length
        self.metric = metric
        self.mean = mean
        self.low = low
        self.high = high
        self.n = n
    }
}
