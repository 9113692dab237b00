public import Foundation
import Numbers
public import Storage

/// A question with known answers: a line of an evaluation file.
///
/// ```json
/// {"id": "recall-512-3", "category": "recall", "metric": "SubEM", "length": 512, "maxTokens": 16,
///  "messages": [{"role": "user", "content": "…"}], "answers": ["the blue lamp"]}
/// ```
public struct EvaluationExample: Codable, Sendable, Equatable {
    /// Unique within a file; comparisons of two models match examples by it.
    public var id: String
    /// `recall`, `citation`, or a control such as `facts`.
    public var category: String
    /// The measure of the response.
    public var metric: EvaluationMetric
    /// Context length the prompt was made for, in tokens.
    public var length: Int
    /// The conversation to answer; empty for `likelihood`.
    public var messages: [ChatMessage]
    /// Accepted answers; the best match counts.
    public var answers: [String]
    /// The most tokens of a response.
    public var maxTokens: Int
    /// The cue before the answer in a response, in any case; the text after it on that line is
    /// judged too. `Answer:` when nil, `label:` for `labelAccuracy`.
    public var answerPrefix: String?
    /// For `rankingGain`: the gain of every passage by its id.
    public var relevance: [ExactText: Int]?
    /// For citation metrics: ids of the passages that hold the answer.
    public var citations: [String]?
    /// For `likelihood`: token ids of the text.
    public var tokens: [Int]?
    /// For `likelihood`: the first of them that counts, at least 1.
    public var scoredFrom: Int?
    /// Anything else worth keeping, such as the depth of the answer.
    public var extra: [String: String]?  // exact: notes, compared with nothing
    /// Inputs of the chat template beside the messages: `tools`, `documents`,
    /// `chat_template_kwargs`.
    public var inputs: TemplateInputs {
        get {
            var arguments: [JSONMember] = []
            if case .object(let members)? = templateArguments { arguments = members }
            return TemplateInputs(tools: tools, documents: documents, arguments: arguments)
        }
        set {
            (tools, documents) = (newValue.tools, newValue.documents)
            templateArguments = newValue.arguments.isEmpty ? nil : .object(newValue.arguments)
        }
    }
    private var tools: JSONValue?
    private var documents: JSONValue?
    private var templateArguments: JSONValue?

    enum CodingKeys: String, CodingKey {
        case id, category, metric, length, messages, answers, maxTokens, answerPrefix, relevance
        case citations, tokens, scoredFrom, extra, tools, documents
        case templateArguments = "chat_template_kwargs"
    }

    /// An example of these values, which are not checked.
    public init(
        id: String, category: String, metric: EvaluationMetric, length: Int,
        messages: [ChatMessage] = [], answers: [String] = [], maxTokens: Int = 32,
        answerPrefix: String? = nil, relevance: [ExactText: Int]? = nil, citations: [String]? = nil,
        // exact: notes
        tokens: [Int]? = nil, scoredFrom: Int? = nil, extra: [String: String]? = nil
    ) {
        self.id = id
        self.category = category
        self.metric = metric
        self.length = length
        self.messages = messages
        self.answers = answers
        self.maxTokens = maxTokens
        self.answerPrefix = answerPrefix
        self.relevance = relevance
        self.citations = citations
        self.tokens = tokens
        self.scoredFrom = scoredFrom
        self.extra = extra
    }

    /// The first thing that its metric needs and it lacks, in words; nil when it is complete.
    public var problem: String? {
        switch metric {
        case .likelihood:
            guard let tokens, tokens.count >= 2 else { return "NLL needs tokens, at least two" }
            guard tokens.allSatisfy({ 0..<1 << 31 ~= $0 }) else {
                return "tokens has one that is no token id"
            }
            let first = scoredFrom ?? 1
            return first >= 1 && first < tokens.count
                ? nil : "scoredFrom is \(first); give 1 to \(tokens.count - 1)"
        case _ where !Limits.lengths.contains(length):
            return "length is \(length); give \(Limits.lengths)"
        case _ where !Limits.tokens.contains(maxTokens):
            return "maxTokens is \(maxTokens); give \(Limits.tokens)"
        case _ where messages.isEmpty: return "messages is empty"
        case .rankingGain:
            return relevance?.values.contains { $0 > 0 } ?? false
                ? nil : "NDCG@10 needs relevance with at least one gain above 0"
        case .citationPrecision, .citationRecall, .citationF1:
            return citations?.isEmpty ?? true ? "\(metric.rawValue) needs citations" : nil
        default:
            return answers.isEmpty ? "\(metric.rawValue) needs answers" : nil
        }
    }
}

extension EvaluationExample {
    /// The good rows of an evaluation file, and what is wrong with the others.
    public struct Rows: Sendable, Equatable {
        /// The good rows, in the order of the file.
        public var examples: [EvaluationExample] = []
        /// Lines that are refused or mended, and why.
        public var problems = RowProblems()
    }

    /// Reads and checks an evaluation file.
    /// - Throws: `DataError` naming file and line of the first row that cannot be used, also for an id
    ///   that occurs twice.
    public static func read(_ file: URL) throws -> [EvaluationExample] {
        try rows(of: file, isStrict: true).examples
    }

    /// Reads an evaluation file; a row that cannot be used is refused by itself.
    ///
    /// - Parameters:
    ///   - isStrict: whether one refused row is enough to refuse the file.
    ///   - accepts: throws a `DataError` for an example that cannot be asked.
    /// - Throws: `DataError` naming file and line when every row is refused.
    public static func rows(
        of file: URL, isStrict: Bool = false, accepts: (EvaluationExample) throws -> Void = { _ in }
    ) throws -> Rows {
        var ids: Set<ExactText> = []
        var rows = Rows()
        try JSONLines.forEachRow(of: file, &rows.problems) { row, _, _ in
            var example = try RowDecoder.decode(EvaluationExample.self, from: row)
            example.inputs = try RowDecoder.decode(TemplateInputs.self, from: row)
            if let problem = example.problem { throw DataError("\(problem).") }
            guard !ids.contains(ExactText(example.id)) else {
                throw DataError("the id \(example.id) occurs twice.")
            }
            try accepts(example)
            ids.insert(ExactText(example.id))
            rows.examples.append(example)
        }
        try rows.problems.check(file.path, good: rows.examples.count, isStrict: isStrict)
        return rows
    }
}
