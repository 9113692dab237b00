import Artifacts
import Foundation
import PreferenceTraining
import RunReports
import Storage

/// The terminal output of `prefer` while it trains.
final class PreferSession {
    let bar = ProgressBar()
    let curves = TrainingCurves()
    /// Curves only where a line can be drawn again; a log file gets the plain numbers.
    private let isInteractive = Terminal.standardError.isInteractive
    private var reports = 0
    /// Seconds of each stage in this process, under its label; time before the first report counts
    /// for that.
    private(set) var seconds: [String: Double] = [:]
    private var mark = ProgressClock.system()

    var events: PreferenceTrainer.Events {
        var events = PreferenceTrainer.Events()
        events.progress = { report in
            var report = report
            self.count(report.label)
            // exact: a label of ours
            let isStep = report.label == "training" && !report.detail.hasPrefix("evaluating")
            if isStep, self.isInteractive { report.detail = self.curves.detail }
            self.bar.update(report)
        }
        events.logged = { self.curves.add($0) }
        events.rows = { file, problems in
            self.bar.finish()
            RowOptions.note(file, problems)
        }
        events.truncation = { report in
            self.count("preparing")
            self.bar.finish()
            Output.note((self.reports == 0 ? "" : "held out: ") + report.summary)
            self.reports += 1
        }
        events.captured = { known, all in
            self.bar.finish()
            Output.note("reference: captured while sampling for \(known) of \(all) pairs")
        }
        events.warning = { text in
            self.bar.finish()
            Output.note("warning: \(text)")
        }
        return events
    }

    /// Time since the last event goes to the stage that it ended in.
    private func count(_ stage: String) {
        let now = ProgressClock.system()
        seconds[stage, default: 0] += now - mark
        mark = now
    }
}

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
