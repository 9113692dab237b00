import Artifacts
import Foundation
import RunReports

/// Loss and margin as curves in the terminal: small ones beside the progress, larger ones at the end.
final class TrainingCurves {
    private var rows: [TrainingStep] = []

    func add(_ row: TrainingStep) { rows.append(row) }

    /// `loss ▇▅▃▂▁ 0.413  margin ▁▂▄▆█ 1.203`, for a progress line of a terminal.
    var detail: String {
        curves.compactMap { name, points in
            guard let last = points.last else { return nil }
            let line = Sparkline.text(points.map(\.value), columns: 10)
            return String(format: "\(name) \(line) %.3f", last.value)
        }.joined(separator: "  ")
    }

    /// A chart of each curve, for the end of a run in a terminal.
    func charts(width: Int) -> String {
        curves.flatMap { name, points in
            TerminalChart(name, points).lines(columns: min(60, max(10, width - 16)), rows: 5)
        }.map { $0 + "\n" }.joined()
    }

    private var curves: [(String, [(step: Int, value: Double)])] {
        func metric(_ name: String) -> [(step: Int, value: Double)] {
            rows.compactMap { row in row.metrics[name].map { (row.step, $0) } }
        }
        return [
            ("loss", rows.map { ($0.step, $0.loss) }), ("margin", metric("rewards/margins")),
            ("held-out loss", metric("eval_loss")),
        ]
    }
}
