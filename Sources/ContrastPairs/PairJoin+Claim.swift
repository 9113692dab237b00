import Artifacts
import Foundation

extension PairJoin {
    /// What decides the pairs. The inputs count by their bytes: where they lie says nothing.
    func record() throws -> JobRecord {
        JobRecord(
            kind: "pair-join",
            settings: [
                "chosen responses": try Fingerprint.of(file: chosen),
                "rejected responses": try Fingerprint.of(file: rejected),
                "max tokens": maxTokens.map { "\($0)" } ?? "none",
                "drop truncated": "\(filter.dropsTruncated)",
                "maximum repetition": filter.maximumRepetition.map { "\($0)" } ?? "none",
            ])
    }

    /// - Throws: `UsageError` when there is a token limit and not one answer says how long it is.
    func checkLimit(_ summary: JoinSummary) throws {
        guard let maxTokens, summary.limited > 0, summary.uncounted == summary.limited else {
            return
        }
        throw UsageError(
            "max tokens is \(maxTokens), but no answer of \(chosen.path) and \(rejected.path) has a response_token_length, so nothing says which were cut off; leave --max-tokens out."
        )
    }
}
