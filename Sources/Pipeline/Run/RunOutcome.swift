public import Artifacts
import ContrastPairs
public import HeadAnalysis

/// The outcome of a run.
public struct RunOutcome {
    /// Scores of all heads.
    public let scores: HeadScores
    /// The heads that were silenced.
    public let mask: HeadMask
    /// Counts of the pairs.
    public let pairs: ContrastSummary
    /// The log of the training on pairs, not that of the rival.
    public let training: [TrainingStep]
    /// Means of every model, category and length.
    public let rows: [EvaluationRow]
    /// Each model against the base, with paired intervals.
    public let differences: [EvaluationDifference]
    /// Success rates of the needles by length and depth.
    public let grid: NeedleGridSummary

    package struct Summary: Encodable {
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

    package var summary: Summary {
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
}
