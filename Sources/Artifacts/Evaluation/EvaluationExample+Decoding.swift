import Storage

extension EvaluationExample {
    /// The tokens of a response where a row does not say.
    public static let defaultMaxTokens = 32

    /// Reads a row. `messages`, `answers` and `maxTokens` may be left out, as far as the metric does
    /// without them; ``problem`` says whether it does.
    /// - Throws: `DecodingError` or `DataError` for fields that lack or are of another kind.
    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        func optional<Value: Decodable>(_ type: Value.Type, _ key: CodingKeys) throws -> Value? {
            try row.decodeIfPresent(type, forKey: key)
        }
        // In their order, since the first that lacks is named.
        let id = try row.decode(String.self, forKey: .id)
        let category = try row.decode(String.self, forKey: .category)
        let metric = try row.decode(EvaluationMetric.self, forKey: .metric)
        let maxTokens =
            metric.isOfLikelihood
            ? try optional(Int.self, .maxTokens) ?? Self.defaultMaxTokens
            : try row.decode(Int.self, forKey: .maxTokens)
        self.init(
            id: id, category: category, metric: metric,
            length: try row.decode(Int.self, forKey: .length),
            messages: try optional([ChatMessage].self, .messages) ?? [],
            answers: try optional([String].self, .answers) ?? [], maxTokens: maxTokens,
            answerPrefix: try optional(String.self, .answerPrefix),
            relevance: try optional([ExactText: Int].self, .relevance),
            citations: try optional([String].self, .citations),
            tokens: try optional([Int].self, .tokens),
            scoredFrom: try optional(Int.self, .scoredFrom),
            // exact: notes
            extra: try optional([String: String].self, .extra),
            prompt: try optional(String.self, .prompt), stop: try optional([String].self, .stop),
            choices: try optional([String].self, .choices),
            instructions: try optional([String].self, .instructions),
            instructionArguments: try optional([JSONValue].self, .instructionArguments),
            answerStart: try optional(String.self, .answerStart),
            answerGroups: try optional([[String]].self, .answerGroups))
        inputs = try TemplateInputs(from: decoder)
    }
}
