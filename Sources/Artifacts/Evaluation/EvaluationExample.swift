public import Foundation
public import Storage

/// A question with known answers: a line of an evaluation file.
///
/// ```json
/// {"id": "recall-512-3", "category": "recall", "metric": "SubEM", "length": 512, "maxTokens": 16,
///  "messages": [{"role": "user", "content": "…"}], "answers": ["the blue lamp"]}
/// ```
/// What is asked is one of `messages` (a conversation through the chat template), `prompt` (plain text
/// to be completed) and, for `NLL`, `tokens`.
public struct EvaluationExample: Codable, Sendable, Equatable {
    /// Unique within a file; comparisons of two models match examples by it.
    public var id: String
    /// `recall`, `citation`, or a control such as `facts`.
    public var category: String
    /// The measure of the response.
    public var metric: EvaluationMetric
    /// Context length the prompt was made for, in tokens.
    public var length: Int
    /// The conversation to answer; empty where `prompt` or `tokens` are given. Where the last message
    /// is the assistant's, the answer goes on from its text (`continue_final_message` of transformers).
    public var messages: [ChatMessage]
    /// Plain text to be completed, without a chat template, tokenised as the model's tokenizer does.
    public var prompt: String?
    /// Accepted answers; the best match counts.
    public var answers: [String]
    /// The most tokens of a response; means nothing where likelihoods decide.
    public var maxTokens: Int
    /// The response ends before the first of these that occurs, and generation with it.
    public var stop: [String]?
    /// For `acc` and `acc_norm`: texts that may follow the prompt, as they stand, so with the space
    /// that they begin with. `answers` has the right ones.
    public var choices: [String]?
    /// For IFEval's metrics: the names of the instructions, such as `punctuation:no_comma`.
    public var instructions: [String]?
    /// For IFEval's metrics: an object of arguments for each instruction.
    public var instructionArguments: [JSONValue]?
    /// The cue before the answer in a response, in any case; the text after it on that line is
    /// judged too. `Answer:` when nil, `label:` for `labelAccuracy`.
    public var answerPrefix: String?
    /// What the answer goes on from, put before it when it is judged. HELMET does so with the cue that a prompt
    /// ends with.
    public var answerStart: String?
    /// For `groupRecall` and `listRecall`: answers that mean the same, group by group.
    public var answerGroups: [[String]]?
    /// For `rankingGain`: the gain of every passage by its id.
    public var relevance: [ExactText: Int]?
    /// For citation metrics: ids of the passages that hold the answer.
    public var citations: [String]?
    /// For `likelihood`: token ids of the text, where it is not given as `prompt`.
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
        case citations, tokens, scoredFrom, extra, tools, documents, prompt, stop, choices
        case answerStart, answerGroups
        case instructions = "instruction_id_list"
        case instructionArguments = "kwargs"
        case templateArguments = "chat_template_kwargs"
    }

    /// An example of these values, which are not checked.
    public init(
        id: String, category: String, metric: EvaluationMetric, length: Int,
        messages: [ChatMessage] = [], answers: [String] = [], maxTokens: Int = 32,
        answerPrefix: String? = nil, relevance: [ExactText: Int]? = nil, citations: [String]? = nil,
        // exact: notes
        tokens: [Int]? = nil, scoredFrom: Int? = nil, extra: [String: String]? = nil,
        prompt: String? = nil, stop: [String]? = nil, choices: [String]? = nil,
        instructions: [String]? = nil, instructionArguments: [JSONValue]? = nil,
        answerStart: String? = nil, answerGroups: [[String]]? = nil
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
        self.prompt = prompt
        self.stop = stop
        self.choices = choices
        self.instructions = instructions
        self.instructionArguments = instructionArguments
        self.answerStart = answerStart
        self.answerGroups = answerGroups
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
            let example = try RowDecoder.decode(EvaluationExample.self, from: row)
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
