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
    /// The last report of the steps, drawn again while held-out pairs are evaluated.
    private var steps: ProgressReport?
    /// Seconds of each stage in this process, under its label; time before the first report counts
    /// for that.
    private(set) var seconds: [String: Double] = [:]
    private var mark = ProgressBar.systemClock()

    var events: PreferenceTrainer.Events {
        var events = PreferenceTrainer.Events()
        events.progress = { report in
            var report = report
            self.count(report.label)
            if report.label == "training" {
                if self.isInteractive { report.detail = self.curves.detail }
                self.steps = report
            }
            self.bar.update(report)
        }
        events.evaluating = { done, total in
            guard var report = self.steps else { return }
            report.detail = "evaluating \(done)/\(total)"
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
        let now = ProgressBar.systemClock()
        seconds[stage, default: 0] += now - mark
        mark = now
    }
}
