import Artifacts
import ContrastPairs
import HeadAnalysis

extension RunOutcome {
    /// One JSON object: of a run without variants its parts, else lists of them.
    package var summary: any Encodable {
        guard isPlain else { return NamedSummary(self) }
        return Summary(self)
    }

    /// Counts of the heads.
    struct Heads: Encodable {
        var count: Int
        var selected: [HeadID]
    }

    /// Counts of the pairs.
    struct Pairs: Encodable {
        var kept: Int
        var dropped: [String: Int]  // exact: our own names

        init(_ summary: ContrastSummary) {
            (kept, dropped) = (summary.kept, summary.dropped)
        }
    }

    /// The end of a training.
    struct Training: Encodable {
        var steps: Int
        var finalLoss: Double
        var accuracy: Double
        var margin: Double
        enum CodingKeys: String, CodingKey {
            case steps, accuracy, margin
            case finalLoss = "final_loss"
        }

        init(_ steps: [TrainingStep]) {
            let last = steps.last
            self.steps = last?.step ?? 0
            finalLoss = last?.loss ?? 0
            accuracy = last?.metrics["rewards/accuracies"] ?? 0
            margin = last?.metrics["rewards/margins"] ?? 0
        }
    }

    private struct Summary: Encodable {
        var heads: Heads
        var pairs: Pairs?
        var training: Training
        var evaluation: [EvaluationRow]
        var differences: [EvaluationDifference]

        init(_ outcome: RunOutcome) {
            let scores = outcome.detections.first?.value.scores
            heads = Heads(
                count: (scores?.layers ?? 0) * (scores?.heads ?? 0),
                selected: outcome.selections.first?.value.heads ?? [])
            pairs = outcome.contrasts.first.map { Pairs($0.value) }
            training = Training(outcome.trainings.first?.value ?? [])
            (evaluation, differences) = (outcome.rows, outcome.differences)
        }
    }

    private struct NamedSummary: Encodable {
        struct Item<Value: Encodable>: Encodable {
            var name: String
            var value: Value

            enum CodingKeys: String, CodingKey { case name }

            /// The name beside the values.
            func encode(to encoder: any Encoder) throws {
                try value.encode(to: encoder)
                var values = encoder.container(keyedBy: CodingKeys.self)
                try values.encode(name, forKey: .name)
            }
        }
        struct Detection: Encodable {
            var heads: Int
            var attempts: Int
            var successes: Int
        }
        struct Selected: Encodable {
            var selection: String
            var selected: [HeadID]
        }
        struct Answers: Encodable {
            var evaluation: [EvaluationRow]
            var differences: [EvaluationDifference]
            var means: [EvaluationRow]
            var meanDifferences: [EvaluationDifference]
            enum CodingKeys: String, CodingKey {
                case evaluation, differences, means
                case meanDifferences = "mean_differences"
            }
        }
        var detect: [Item<Detection>]
        var select: [Item<Selected>]
        var contrast: [Item<Pairs>]
        var prefer: [Item<Training>]
        var evaluate: [Item<Answers>]

        init(_ outcome: RunOutcome) {
            detect = outcome.detections.map {
                let (scores, grid) = $0.value
                return Item(
                    name: $0.name,
                    value: Detection(
                        heads: scores.layers * scores.heads, attempts: grid.attempts,
                        successes: grid.successes))
            }
            select = outcome.selections.map {
                Item(
                    name: $0.name,
                    value: Selected(selection: $0.value.selection, selected: $0.value.heads))
            }
            contrast = outcome.contrasts.map { Item(name: $0.name, value: Pairs($0.value)) }
            prefer = outcome.trainings.map { Item(name: $0.name, value: Training($0.value)) }
            evaluate = outcome.tables.map {
                Item(
                    name: $0.name,
                    value: Answers(
                        evaluation: $0.value.rows, differences: $0.value.differences,
                        means: $0.value.means.rows, meanDifferences: $0.value.means.differences))
            }
        }
    }
}
