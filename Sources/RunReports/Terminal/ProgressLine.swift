import Foundation
import Storage

/// The text of a progress line.
enum ProgressLine {
    /// For a log: `probing 270/600 (45%), 12.3/s, 0:22 elapsed, about 0:27 left, success 61%`.
    static func plain(_ report: ProgressReport, _ pace: Pace) -> String {
        var parts = ["\(report.label) \(report.done)/\(report.total) (\(percent(report)))"]
        if let rate = pace.rate { parts.append(DurationText.rate(rate)) }
        parts.append("\(DurationText.clock(pace.elapsed)) elapsed")
        if let left = pace.remaining, report.done < report.total {
            parts.append("about \(DurationText.clock(left)) left")
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
        if let rate = pace.rate { tail.append(DurationText.rate(rate)) }
        tail.append(DurationText.clock(pace.elapsed))
        if let left = pace.remaining, report.done < report.total {
            tail.append("\(DurationText.clock(left)) left")
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

    /// A line of half-column steps; done and open parts differ in shape, not only in colour.
    static func bar(_ report: ProgressReport, columns: Int, colour: Bool) -> String {
        let halves = report.total > 0 ? columns * 2 * report.done / report.total : columns * 2
        let clamped = min(max(halves, 0), columns * 2)
        let full = String(repeating: "━", count: clamped / 2) + (clamped % 2 == 1 ? "╸" : "")
        let open = String(repeating: "─", count: columns - full.count)
        return colour ? "\u{1B}[36m\(full)\u{1B}[0m\u{1B}[2m\(open)\u{1B}[0m" : full + open
    }

    static func percent(_ report: ProgressReport) -> String {
        "\(report.total > 0 ? 100 * report.done / report.total : 100)%"
    }
}
