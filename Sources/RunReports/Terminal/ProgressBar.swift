import Foundation
public import Storage

/// Draws the progress of long jobs: one line that changes in place on a terminal, a plain line
/// every ten seconds elsewhere (a log file, a CI page).
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
    /// Seconds between two drawings in place, and between two plain lines.
    static let redraw = 0.1
    static let plainLine = 10.0

    let terminal: Terminal
    /// Seconds, from any start.
    let clock: () -> Double
    var pace: Pace?
    var lastDrawn = -Double.infinity
    var isLineOpen = false
    /// The last line of this label is out; a repeated final report prints nothing new.
    var hasEnded = false

    public init(
        terminal: Terminal = .standardError,
        clock: @escaping () -> Double = ProgressBar.systemClock
    ) {
        self.terminal = terminal
        self.clock = clock
    }

    /// Seconds since the machine started; never jumps as the time of day can.
    public static func systemClock() -> Double { ProcessInfo.processInfo.systemUptime }

    public var handler: ProgressHandler { { report in self.update(report) } }

    /// Takes one report; a new label closes the line of the one before and starts its own clock.
    public func update(_ report: ProgressReport) {
        var report = report
        report.label = VisibleText.line(report.label)
        report.detail = VisibleText.line(report.detail)
        let now = clock()
        if pace?.label != report.label {
            finish()
            pace = Pace(report, at: now)
            lastDrawn = terminal.isInteractive ? -.infinity : now
        }
        guard var pace else { return }
        pace.advance(report, at: now)
        self.pace = pace
        let isDone = report.done >= report.total
        let interval = terminal.isInteractive ? Self.redraw : Self.plainLine
        guard isDone ? !hasEnded : now - lastDrawn >= interval else { return }
        lastDrawn = now
        hasEnded = isDone
        draw(report, pace, isDone: isDone)
    }

    /// Closes an open line. Call it when the job ends, also when it ends with an error, so that the
    /// next message starts on a line of its own.
    public func finish() {
        if isLineOpen { terminal.write("\n") }
        isLineOpen = false
        pace = nil
        hasEnded = false
    }

    func draw(_ report: ProgressReport, _ pace: Pace, isDone: Bool) {
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

/// How fast a job goes.
///
/// The rate counts only work done since the first report: what a resumed job found finished, and
/// units done before the clock started, would make the remaining time look too short.
struct Pace {
    let label: String
    let start: Double
    let doneAtStart: Int
    private(set) var elapsed = 0.0
    private(set) var rate: Double?
    private(set) var remaining: Double?

    init(_ report: ProgressReport, at now: Double) {
        label = report.label
        start = now
        doneAtStart = max(report.resumed, report.done)
    }

    mutating func advance(_ report: ProgressReport, at now: Double) {
        elapsed = now - start
        let worked = report.done - max(doneAtStart, report.resumed)
        guard worked > 0, elapsed > 0 else { return }
        let perSecond = Double(worked) / elapsed
        rate = perSecond
        remaining = Double(max(0, report.total - report.done)) / perSecond
    }
}
