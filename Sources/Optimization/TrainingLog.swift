public import Foundation
import Storage

/// A JSONL log of a training run that goes back with its checkpoint.
///
/// Rows written after the checkpoint from which a run goes on are taken out, because their steps are
/// done again; so the log of a run that was killed is that of one that was not.
public final class TrainingLog<Row: Codable & Sendable> {
    /// All rows so far, those found included.
    public private(set) var rows: [Row]
    private let appender: JSONLinesAppender<Row>

    /// - Parameter keeps: whether a row found in the file is of a step that is not done again.
    /// - Throws: `DataError` when a whole row cannot be read as `Row`.
    public init(_ url: URL, keeps: (Row) -> Bool) throws {
        let found = try JSONLinesAppender<Row>(url).existing
        rows = found.filter(keeps)
        if rows.count < found.count { try JSONLines.write(rows, to: url) }
        appender = try JSONLinesAppender<Row>(url)
    }

    public func append(_ row: Row) throws {
        try appender.append(row)
        rows.append(row)
    }
}
