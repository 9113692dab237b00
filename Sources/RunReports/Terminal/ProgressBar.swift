import Foundation
public import Storage

/// Draws the progress of long jobs: one line that changes in place on a terminal; elsewhere (a log
/// file, a CI page) a plain line every ten seconds, after two minutes every 30, after 20 every minute.
///
/// ```swift
/// let bar = ProgressBar()
/// try detector.run(progress: bar.handler)
/// bar.finish()
/// ```
/// shows
/// ```
/// probing  ━━━━━━━━━━━╸─────────  270/600   45%  12.3/s  0:22  0:27 left  success 61%
/// ```
public final class ProgressBar {
    /// Seconds between two drawings in place.
    static let redraw = 0.1

    let terminal: Terminal
    /// Seconds, from any start.
    let clock: () -> Double
    var label: LabelClock?
    var lastDrawn = -Double.infinity
    var isLineOpen = false
    /// The last line of this label is out; a repeated final report prints nothing new.
    var hasEnded = false

    public init(
        terminal: Terminal = .standardError,
        clock: @escaping () -> Double = ProgressClock.system
    ) {
        self.terminal = terminal
        self.clock = clock
    }

    public var handler: ProgressHandler { { report in self.update(report) } }

    /// Takes one report; a new label closes the line of the one before and starts its own clock.
    public func update(_ report: ProgressReport) {
        var report = report
        report.label = VisibleText.line(report.label)
        report.detail = VisibleText.line(report.detail)
        let now = clock()
        if label?.name != report.label {
            finish()
            label = LabelClock(report, clock)
            lastDrawn = terminal.isInteractive ? -.infinity : now
        }
        guard let label else { return }
        let pace = label.pace(report, at: now)
        let isDone = report.done >= report.total
        guard isDone ? !hasEnded : now - lastDrawn >= interval(pace.estimate.elapsed) else {
            return
        }
        lastDrawn = now
        hasEnded = isDone
        draw(report, pace)
    }

    /// Seconds between two lines.
    private func interval(_ elapsed: Double) -> Double {
        if terminal.isInteractive { return Self.redraw }
        return elapsed < 120 ? 10 : elapsed < 1200 ? 30 : 60
    }

    /// Closes an open line. Call it when the job ends, also when it ends with an error, so that the
    /// next message starts on a line of its own.
    public func finish() {
        if isLineOpen { terminal.write("\n") }
        isLineOpen = false
        label = nil
        hasEnded = false
    }

    func draw(_ report: ProgressReport, _ pace: ProgressLine.Pace) {
        guard terminal.isInteractive else {
            terminal.write(ProgressLine.plain(report, pace) + "\n")
            return
        }
        let line = ProgressLine.drawn(
            report, pace, width: terminal.width, colour: terminal.hasColour)
        // Erase to the end of the line, so that a shorter line leaves nothing of the longer one.
        terminal.write("\r\(line)\u{1B}[K")
        isLineOpen = true
    }
}

/// The time of one label.
///
/// The rate counts only work done since the first report: what a resumed job found finished, and
/// units done before the clock started, would make it look too fast.
final class LabelClock {
    let name: String
    private let start: Double
    private let doneAtStart: Int
    private var counted: Int
    /// For units that are alike.
    private let meter: WorkMeter

    init(_ report: ProgressReport, _ clock: @escaping () -> Double) {
        name = report.label
        start = clock()
        doneAtStart = max(report.resumed, report.done)
        counted = doneAtStart
        meter = WorkMeter(weights: [1], clock: ProgressClock(now: clock))
        meter.find(0, Double(doneAtStart))
    }

    func pace(_ report: ProgressReport, at now: Double) -> ProgressLine.Pace {
        if report.done > counted {
            meter.add(0, Double(report.done - counted))
            counted = report.done
        }
        meter.expect(0, Double(report.total - report.done))
        let (worked, elapsed) = (counted - doneAtStart, now - start)
        return ProgressLine.Pace(
            estimate: report.estimate ?? meter.estimate(),
            rate: worked > 0 && elapsed > 0 ? Double(worked) / elapsed : nil)
    }
}
