import Artifacts
public import Storage

/// The outcome of joining two response files.
public struct JoinSummary: Codable, Sendable, Equatable {
    /// Rows of the chosen file.
    public var rows = 0
    /// Pairs that passed the filter and were written.
    public var kept = 0
    /// Counts by the raw value of `DropReason`, those of rejected rows without a counterpart
    /// and of rejected rows that another stands for included.
    public var dropped: [String: Int] = [:]  // exact: our own names
    /// Answers that met the token limit, where the files or the caller say what it was.
    public var chosenTruncated = 0
    /// Rejected answers that met it, in the same way.
    public var rejectedTruncated = 0
    /// Answers of which nothing says whether they were cut off, where it was asked; they are taken to
    /// be whole.
    public var uncounted = 0
    /// Problems of rows of the two files, where there are any.
    public var chosenProblems: RowProblems?
    /// Those of rows of the rejected file.
    public var rejectedProblems: RowProblems?
    /// Answers of which it was asked.
    var limited = 0

    mutating func drop(_ reason: DropReason) { dropped[reason.rawValue, default: 0] += 1 }

    enum CodingKeys: String, CodingKey {
        case rows, kept, dropped, uncounted
        case chosenProblems = "chosen_problems"
        case rejectedProblems = "rejected_problems"
        case chosenTruncated = "chosen_truncated"
        case rejectedTruncated = "rejected_truncated"
    }
}
