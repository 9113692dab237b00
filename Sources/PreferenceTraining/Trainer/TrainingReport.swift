public import Storage

/// The result of a preference training: `preference.json`.
public struct TrainingReport: Codable, Sendable, Equatable {
    public var options: PreferenceOptions
    /// SHA-256 of configuration and weights of the model before training.
    public var model: String
    /// SHA-256 of the pairs' file.
    public var pairs: String
    public var truncation: TruncationReport
    /// Steps done: fewer than planned when early stopping ended it.
    public var steps: Int
    public var warnings: [String]
    /// Problems of rows of the pairs' file, where there are any.
    public var problems: RowProblems?
    /// Those of the file of held-out pairs.
    public var evaluationProblems: RowProblems?
    /// SHA-256 of the file of held-out pairs, where they came from one.
    public var evaluationPairs: String?
    /// SHA-256 of the file of captured log-probabilities beside the pairs, where there was one to use.
    public var captured: String?
    /// That beside the file of held-out pairs.
    public var capturedEvaluation: String?
    /// Pairs held out; nil when none were.
    public var heldOut: Int?
    /// The evaluation with the lowest loss.
    public var best: EarlyStopping.Best?

    /// Name of the file with this value in the finished folder.
    public static let fileName = "preference.json"
}
