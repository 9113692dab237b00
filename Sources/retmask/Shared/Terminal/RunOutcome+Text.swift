import Foundation
import Pipeline
import RunReports

extension RunOutcome {
    /// The terminal's text: heads, pairs, training in a line each, then the table.
    func text(answer: String) -> String {
        let heads = mask.heads.map(\.description).joined(separator: " ")
        let last = training.last
        let step = String(
            format: "%d steps, loss %.3f, accuracy %.2f, margin %.2f", last?.step ?? 0,
            last?.loss ?? 0, last?.metrics["rewards/accuracies"] ?? 0,
            last?.metrics["rewards/margins"] ?? 0)
        let shown = differences.filter { $0.model == "RetMask" }
        return """

            probes     \(grid.successes) of \(grid.attempts) needles found
            heads      \(mask.heads.count) of \(scores.layers * scores.heads) silenced: \(heads)
            pairs      \(PairText.line(pairs))
            training   \(step)

            \(ResultTable(rows, differences: shown).terminal())
            \(answer)
            """
    }
}
