import Foundation
import Storage

/// The text of a progress line.
enum ProgressLine {
    /// How fast a job goes.
    struct Pace {
        var estimate: ProgressEstimate
        /// Units in a second; nil before the first has ended.
        var rate: Double?
    }

    /// For a log: `probing 270/600 (45%), 12.3/s, 0:22 elapsed, about 0:27 left, success 61%`.
    static func plain(_ report: ProgressReport, _ pace: Pace) -> String {
        var parts = ["\(report.label) \(report.done)/\(report.total) (\(percent(report)))"]
        parts += speed(report, pace)
        parts.append("\(DurationText.clock(pace.estimate.elapsed)) elapsed")
        if let left = left(report, pace) {
            parts.append("\(pace.estimate.isAtMost ? "at most" : "about") \(left) left")
        }
        if report.resumed > 0 { parts.append("\(report.resumed) done before") }
        if !report.detail.isEmpty { parts.append(report.detail) }
        return parts.joined(separator: ", ")
    }

    /// For a terminal: at most `width - 1` columns, so that it never wraps.
    static func drawn(
        _ report: ProgressReport, _ pace: Pace, width: Int, colour: Bool
    ) -> String {
        let total = "\(report.total)"
        let done = "\(report.done)".aligned(.right, width: total.count)
        var tail = ["\(done)/\(total)", percent(report).aligned(.right, width: 4)]
        tail += speed(report, pace)
        tail.append(DurationText.clock(pace.estimate.elapsed))
        if let left = left(report, pace) {
            tail.append("\(pace.estimate.isAtMost ? "at most " : "")\(left) left")
        }
        if !report.detail.isEmpty { tail.append(report.detail) }
        let text = tail.joined(separator: "  ")
        let room = width - 1 - report.label.count - text.count - 4
        // Without room for a bar of eight columns the figures matter more.
        guard room >= 8 else {
            return String("\(report.label)  \(text)".prefix(max(0, width - 1)))
        }
        return "\(report.label)  \(bar(report, columns: min(room, 28), colour: colour))  \(text)"
    }

    /// Answers under way and tokens a second where tokens are written, units a second elsewhere.
    private static func speed(_ report: ProgressReport, _ pace: Pace) -> [String] {
        var parts = report.underWay > 0 ? ["\(report.underWay) under way"] : []
        if let tokens = report.tokensPerSecond {
            parts.append(String(format: tokens < 10 ? "%.1f tokens/s" : "%.0f tokens/s", tokens))
        } else if let rate = pace.rate {
            parts.append(DurationText.rate(rate))
        }
        return parts
    }

    /// The time left of a job that has not ended; that is never none.
    private static func left(_ report: ProgressReport, _ pace: Pace) -> String? {
        guard !isWhole(report), let left = pace.estimate.secondsLeft else { return nil }
        return DurationText.clock(max(left, 1))
    }

    /// A line of half-column steps; done and open parts differ in shape, not only in colour.
    static func bar(_ report: ProgressReport, columns: Int, colour: Bool) -> String {
        let halves = Int(Double(columns * 2) * fraction(report) + 1e-9)
        let clamped = min(max(halves, 0), columns * 2)
        let full = String(repeating: "━", count: clamped / 2) + (clamped % 2 == 1 ? "╸" : "")
        let open = String(repeating: "─", count: columns - full.count)
        return colour ? "\u{1B}[36m\(full)\u{1B}[0m\u{1B}[2m\(open)\u{1B}[0m" : full + open
    }

    /// The part that is done: by time where the job knows it, else by units.
    private static func fraction(_ report: ProgressReport) -> Double {
        if let estimate = report.estimate { return estimate.fraction }
        return report.total > 0 ? Double(report.done) / Double(report.total) : 1
    }

    /// Whether all is done. Of a job of several activities one may end before the others.
    private static func isWhole(_ report: ProgressReport) -> Bool {
        report.done >= report.total && fraction(report) > 0.999
    }

    static func percent(_ report: ProgressReport) -> String {
        let percent = Int(100 * fraction(report) + 1e-9)
        return "\(isWhole(report) ? 100 : min(max(percent, 0), 99))%"
    }
}
