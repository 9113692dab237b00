public import Storage

/// The result of sampling pairs: `contrast.json` of a run.
public struct ContrastSummary: Codable, Sendable, Equatable {
    /// Rows of the prompt file that were considered.
    public var prompts: Int
    /// Pairs of answers, those of an earlier, interrupted run included.
    public var sampled: Int
    /// Of these, found finished when this run began; nil in a file, which is the same however often a
    /// run was interrupted.
    public var resumed: Int?
    /// Pairs that passed the filter: the lines of `<out>`.
    public var kept: Int
    /// Pairs of answers that are not there, one of them or both; `<out>.failed.jsonl`
    /// says why, and the same command asks again.
    public var failed: Int
    /// Counts by the raw value of `DropReason`; reasons that did not occur are absent.
    public var dropped: [String: Int]  // exact: our own names
    /// Answers that met the token limit.
    public var chosenTruncated: Int
    /// Rejected answers that met the token limit.
    public var rejectedTruncated: Int
    /// Tokens generated.
    public var chosenTokens: Int
    /// Tokens of all rejected answers, as `chosenTokens`.
    public var rejectedTokens: Int
    /// Problems of rows of the prompt file, where there are any.
    public var problems: RowProblems?

    package init(
        prompts: Int, sampled: Int, resumed: Int?, kept: Int, failed: Int,
        dropped: [String: Int],  // exact: our own names
        chosenTruncated: Int, rejectedTruncated: Int, chosenTokens: Int, rejectedTokens: Int,
        problems: RowProblems?
    ) {
        self.prompts = prompts
        self.sampled = sampled
        self.resumed = resumed
        self.kept = kept
        self.failed = failed
        self.dropped = dropped
        self.chosenTruncated = chosenTruncated
        self.rejectedTruncated = rejectedTruncated
        self.chosenTokens = chosenTokens
        self.rejectedTokens = rejectedTokens
        self.problems = problems
    }

    enum CodingKeys: String, CodingKey {
        case prompts, sampled, resumed, kept, failed, dropped, problems
        case chosenTruncated = "chosen_truncated"
        case rejectedTruncated = "rejected_truncated"
        case chosenTokens = "chosen_tokens"
        case rejectedTokens = "rejected_tokens"
    }
}
