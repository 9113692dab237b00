public import Storage

/// The record of a preference training in the folder that it made: `preference.json`.
///
/// `Options` are the settings of the training, which know more than files do.
public struct TrainingRecord<Options: Codable & Sendable & Equatable>: Codable, Sendable, Equatable
{
    /// The settings that made the folder.
    public var options: Options
    /// SHA-256 of configuration and weights of the model before training.
    public var model: String
    /// SHA-256 of the pairs' file.
    public var pairs: String
    /// The cuts that the limits made in the pairs of the file.
    public var truncation: TruncationReport
    /// Steps done: fewer than planned when early stopping ended it.
    public var steps: Int
    /// Sentences that a person should have seen, in the order in which they came up.
    public var warnings: [String]
    /// Problems of rows of the pairs' file, where there are any.
    public var problems: RowProblems?
    /// Those of the file of validation pairs.
    public var validationProblems: RowProblems?
    /// SHA-256 of the file of validation pairs, where they came from one.
    public var validationPairs: String?
    /// SHA-256 of the file of captured log-probabilities beside the pairs, where there was one to use.
    public var captured: String?
    /// That beside the file of validation pairs.
    public var capturedValidation: String?
    /// Number of validation pairs; nil when there were none.
    public var validationCount: Int?
    /// The evaluation with the lowest loss.
    public var best: BestEvaluation?

    /// Name of the file with this value in the finished folder.
    public static var fileName: String { "preference.json" }

    package init(
        options: Options, model: String, pairs: String, truncation: TruncationReport,
        steps: Int = 0, warnings: [String] = [], validationPairs: String? = nil,
        validationCount: Int? = nil, best: BestEvaluation? = nil
    ) {
        self.options = options
        self.model = model
        self.pairs = pairs
        self.truncation = truncation
        self.steps = steps
        self.warnings = warnings
        self.validationPairs = validationPairs
        self.validationCount = validationCount
        self.best = best
    }

    enum CodingKeys: String, CodingKey {
        case options, model, pairs, truncation, steps, warnings, problems, captured, best
        case validationProblems = "evaluationProblems"
        case validationPairs = "evaluationPairs"
        case capturedValidation = "capturedEvaluation"
        case validationCount = "heldOut"
    }
}

/// An evaluation by its step and its loss.
public struct BestEvaluation: Codable, Sendable, Equatable {
    /// The step after which it was made, from 1.
    public var step: Int
    /// `eval_loss`
    public var loss: Double

    /// A row of the log by its two numbers.
    public init(step: Int, loss: Double) {
        self.step = step
        self.loss = loss
    }
}
