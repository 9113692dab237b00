import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
import RunReports

/// The outcome of a run, for the terminal and as JSON.
struct RunOutcome {
    let scores: HeadScores
    let mask: HeadMask
    let pairs: ContrastSummary
    let training: [TrainingStep]
    let rows: [EvaluationRow]
    let differences: [EvaluationDifference]
    let grid: NeedleGridSummary

    struct Summary: Encodable {
        struct Heads: Encodable {
            var count: Int
            var selected: [HeadID]
        }
        struct Pairs: Encodable {
            var kept: Int
            var dropped: [String: Int]
        }
        struct Training: Encodable {
            var steps: Int
            var finalLoss: Double
            var accuracy: Double
            var margin: Double
            enum CodingKeys: String, CodingKey {
                case steps, accuracy, margin
                case finalLoss = "final_loss"
            }
        }
        var heads: Heads
        var pairs: Pairs
        var training: Training
        var evaluation: [EvaluationRow]
        var differences: [EvaluationDifference]
    }

    var summary: Summary {
        let last = training.last
        return Summary(
            heads: .init(count: scores.layers * scores.heads, selected: mask.heads),
            pairs: .init(kept: pairs.kept, dropped: pairs.dropped),
            training: .init(
                steps: last?.step ?? 0, finalLoss: last?.loss ?? 0,
                accuracy: last?.metrics["rewards/accuracies"] ?? 0,
                margin: last?.metrics["rewards/margins"] ?? 0),
            evaluation: rows, differences: differences)
    }

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
