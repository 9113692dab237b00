import Artifacts
import Foundation
import HeadAnalysis
import Pipeline
import RunReports

extension RunOutcome {
    /// The terminal's text: heads, pairs, training in a line each, then the table.
    func text(answer: String) -> String {
        isPlain ? plain(answer) : variants(answer)
    }

    private func plain(_ answer: String) -> String {
        let scores = detections[0].value.scores
        let mask = selections[0].value
        let shown = differences.filter { $0.model == "RetMask" }  // exact: our own names
        return """

            probes     \(found(detections[0].value.grid))
            heads      \(mask.heads.count) of \(scores.layers * scores.heads) silenced: \(mask.heads.map(\.description).joined(separator: " "))
            pairs      \(PairText.line(contrasts[0].value))
            training   \(Self.step(trainings[0].value))

            \(ResultTable(rows, differences: shown).terminal())
            \(answer)
            """
    }

    private func found(_ grid: NeedleGridSummary) -> String {
        "\(grid.successes) of \(grid.attempts) needles found"
    }

    private static func step(_ steps: [TrainingStep]) -> String {
        let last = steps.last
        return String(
            format: "%d steps, loss %.3f, accuracy %.2f, margin %.2f", last?.step ?? 0,
            last?.loss ?? 0, last?.metrics["rewards/accuracies"] ?? 0,
            last?.metrics["rewards/margins"] ?? 0)
    }

    /// A line a variant, and the table of each set of questions.
    private func variants(_ answer: String) -> String {
        let all = detections.first.map { $0.value.scores.layers * $0.value.scores.heads } ?? 0
        var lines = [""]
        func list<Value>(_ stage: String, _ parts: [Named<Value>], _ text: (Value) -> String) {
            for (index, part) in parts.enumerated() {
                let head = (index == 0 ? stage : "").padding(
                    toLength: 11, withPad: " ", startingAt: 0)
                lines.append(head + (part.name.isEmpty ? "" : "\(part.name): ") + text(part.value))
            }
        }
        list("probes", detections) { found($0.grid) }
        list("heads", selections) { mask in
            let heads = mask.heads.prefix(12).map(\.description).joined(separator: " ")
            return
                "\(mask.heads.count) of \(all), \(mask.selection): \(heads)\(mask.heads.count > 12 ? " …" : "")"
        }
        list("pairs", contrasts) { PairText.line($0) }
        list("training", trainings) { Self.step($0) }
        for table in tables {
            lines.append("")
            if !table.name.isEmpty { lines.append("\(table.name)\n") }
            let means = table.value.means
            if !means.rows.isEmpty {
                lines.append(ResultTable(means.rows, differences: means.differences).fitted())
            }
            lines.append(
                ResultTable(table.value.rows, differences: table.value.differences).fitted())
        }
        if !tables.isEmpty { lines.append(answer) }
        return lines.joined(separator: "\n")
    }
}
