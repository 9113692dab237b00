import Foundation
import Storage

extension PairJoin {
    /// The settings that decide the pairs. Inputs count by their bytes, not by their paths.
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

    /// - Throws: `UsageError` when it matters which answers were cut off and not one of them says.
    func checkCutOff(_ summary: JoinSummary) throws {
        guard summary.limited > 0, summary.uncounted == summary.limited else { return }
        let answers = "no answer of \(chosen.path) and \(rejected.path) has a"
        if let maxTokens {
            throw UsageError(
                "max tokens is \(maxTokens), but \(answers) response_token_length, so nothing says which were cut off; leave --max-tokens out."
            )
        }
        throw UsageError(
            "\(answers) finish_reason, so nothing says which were cut off; give --max-tokens, the limit they were made with, or leave --drop-truncated out."
        )
    }
}
