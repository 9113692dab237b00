import Artifacts
import Foundation
import PreferenceTraining
import Storage

/// The final output of `prefer`.
struct PreferSummary: Encodable {
    var out: String
    var steps: Int
    var trained: TrainableParameters
    var last: TrainingStep?
    var heldOut: Int?
    var best: BestEvaluation?
    var truncation: TruncationReport
    var warnings: [String]
    /// Problems of rows of the files of pairs, where there are any.
    var problems: RowProblems?
    var evaluationProblems: RowProblems?
    /// Of each stage in this process: `preparing`, `comparing layouts`, `reference`,
    /// `checking the captured reference`, `training`.
    var seconds: [String: Double]

    init(out: String, _ report: TrainingReport, last: TrainingStep?, seconds: [String: Double]) {
        self.out = out
        self.last = last
        self.seconds = seconds
        steps = report.steps
        trained = report.options.trained
        heldOut = report.validationCount
        best = report.best
        truncation = report.truncation
        warnings = report.warnings
        problems = report.problems
        evaluationProblems = report.validationProblems
    }

    var text: String {
        var lines: [String] = []
        if let last {
            var line = String(format: "%d steps, loss %.4f", steps, last.loss)
            // Supervised training has neither: it compares no answers.
            if let accuracy = last.metrics["rewards/accuracies"] {
                line += String(format: ", accuracy %.2f", accuracy)
            }
            if let margin = last.metrics["rewards/margins"] {
                line += String(format: ", margin %.3f", margin)
            }
            lines.append(line)
        }
        if let heldOut, let best {
            lines.append(
                String(
                    format: "%d held-out pairs: lowest loss %.4f after step %d", heldOut,
                    best.loss, best.step))
        }
        if trained != .all { lines.append("trained: \(trained)") }
        return (lines + ["model: \(out)"]).joined(separator: "\n")
    }
}
