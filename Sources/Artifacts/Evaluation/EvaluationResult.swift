/// The result of one example: a line of the per-example file.
public struct EvaluationResult: Codable, Sendable, Equatable {
    /// The `id` of the example, by which results of two models are matched.
    public var id: String
    /// The category of the example, a row of the result table.
    public var category: String
    /// Context length of the prompt, in tokens, as the example says it.
    public var length: Int
    /// Names the context that other examples ask about too, `extra.context` of the example.
    public var context: String?
    /// The measure of `score`.
    public var metric: EvaluationMetric
    /// The text of the model; the likeliest choice for `acc` and `acc_norm`, empty for `likelihood`.
    public var response: String
    /// Tokens generated, or scored where likelihoods decide.
    public var tokens: Int
    /// `stop`, `length`, or `scored` where likelihoods decide.
    public var finishReason: String
    /// 0 to 1, or nats per token for `likelihood`.
    public var score: Double
    /// The measures of other metrics that the same answer gives: `acc_norm` beside `acc`, and the two of
    /// IFEval.
    public var also: [EvaluationMetric: Double]?
    /// Of an example with choices: the summed log-likelihood of each, in nats and their order.
    public var logLikelihoods: [Double]?
    /// Of an example with instructions: whether each is followed, in their order.
    public var followed: [Bool]?

    package init(
        id: String, category: String, length: Int, metric: EvaluationMetric, response: String,
        tokens: Int, finishReason: String, score: Double, context: String? = nil,
        also: [EvaluationMetric: Double]? = nil, logLikelihoods: [Double]? = nil,
        followed: [Bool]? = nil
    ) {
        self.id = id
        self.category = category
        self.length = length
        self.context = context
        self.metric = metric
        self.response = response
        self.tokens = tokens
        self.finishReason = finishReason
        self.score = score
        self.also = also
        self.logLikelihoods = logLikelihoods
        self.followed = followed
    }

    enum CodingKeys: String, CodingKey {
        case id, category, length, context, metric, response, tokens, score, also, followed
        case logLikelihoods = "log_likelihoods"
        case finishReason = "finish_reason"
    }
}

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
    /// Mean over examples, 0 to 1; for `inst_level_strict_acc` over all instructions.
    public var mean: Double
    /// Ends of the 95% bootstrap interval of the mean.
    public var low: Double
    /// The upper end of that interval.
    public var high: Double
    /// Examples.
    public var n: Int

    /// A cell of given numbers, which are not checked.
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

/// The difference between two models on the same examples: a line of `differences.jsonl`.
public struct EvaluationDifference: Codable, Sendable, Equatable {
    /// The model, and the one it is compared with.
    public var model: String
    /// The model that is subtracted, such as `base`.
    public var against: String
    /// The task category, as in ``EvaluationRow``.
    public var category: String
    /// Context length of the prompts, in tokens.
    public var length: Int
    /// Metric name, such as `SubEM` or `NDCG@10`.
    public var metric: String
    /// Mean over examples of `model` minus `against`, in the unit of the metric.
    public var mean: Double
    /// Ends of the 95% paired bootstrap interval of the mean.
    public var low: Double
    /// The upper end of that interval.
    public var high: Double
    /// Examples that both models answered.
    public var n: Int

    /// A line of given numbers, which are not checked.
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
