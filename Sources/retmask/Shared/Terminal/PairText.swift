import Artifacts
import ContrastPairs

/// The outcome of pairs, in a line.
enum PairText {
    /// `472 pairs of 480 prompts (dropped: 8 identical); met the token limit: 3 chosen, 9 rejected`
    static func line(_ summary: ContrastSummary) -> String {
        line(
            kept: summary.kept, of: "\(summary.prompts) prompts", dropped: summary.dropped,
            truncated: (summary.chosenTruncated, summary.rejectedTruncated))
    }

    static func line(_ summary: JoinSummary) -> String {
        let text = line(
            kept: summary.kept, of: "\(summary.rows) rows", dropped: summary.dropped,
            truncated: (summary.chosenTruncated, summary.rejectedTruncated))
        guard summary.uncounted > 0 else { return text }
        return text
            + "; without a finish reason or a token count that would do, taken to be whole: \(summary.uncounted) answers"
    }

    private static func line(
        kept: Int, of source: String, dropped: [String: Int],
        truncated: (chosen: Int, rejected: Int)
    ) -> String {
        let reasons = dropped.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var text = "\(kept) pairs of \(source)"
        if !reasons.isEmpty { text += " (dropped: \(reasons))" }
        if truncated.chosen + truncated.rejected > 0 {
            text +=
                "; met the token limit: \(truncated.chosen) chosen, \(truncated.rejected) rejected"
        }
        return text
    }
}
