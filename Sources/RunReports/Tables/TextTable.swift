import Foundation

/// A table of text cells that can be printed for a terminal, Markdown and CSV.
package struct TextTable: Sendable, Equatable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable, Equatable {
        package var title: String
        package var alignment: Alignment
        /// Letters that it takes at least in a terminal.
        package var minWidth: Int
        package init(_ title: String, _ alignment: Alignment = .left, minWidth: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.minWidth = minWidth
        }
    }

    package var columns: [Column]
    /// Every row has one cell per column.
    package var rows: [[String]]
    /// Rows before which the terminal table leaves a blank line; groups are easier to read apart.
    package var groupStarts: Set<Int>

    package init(columns: [Column], rows: [[String]] = [], groupStarts: Set<Int> = []) {
        self.columns = columns
        self.rows = rows
        self.groupStarts = groupStarts
    }

    /// Columns two spaces apart; no colour is needed to read it.
    ///
    /// - Parameter ruled: a rule under the titles.
    package func terminal(ruled: Bool = true) -> String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count)
                .reduce(columns[column].minWidth, max)
        }
        var lines = [line(columns.map(\.title), widths)]
        if ruled {
            lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
        }
        for (index, row) in rows.enumerated() {
            if index > 0 && groupStarts.contains(index) { lines.append("") }
            lines.append(line(row, widths))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            cells[column].aligned(columns[column].alignment, width: widths[column])
        }
        return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }

    /// A pipe table with aligned columns (GitHub Flavored Markdown).
    package func markdown() -> String {
        let head = columns.map { Self.escape($0.title) }
        let rule = columns.map { $0.alignment == .left ? "---" : "---:" }
        return ([head, rule] + rows.map { $0.map(Self.escape) })
            .map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// RFC 4180, with line feeds.
    package func csv() -> String {
        ([columns.map(\.title)] + rows)
            .map { $0.map(Self.quote).joined(separator: ",") + "\n" }.joined()
    }

    static func escape(_ cell: String) -> String {
        cell.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: " ")
    }

    static func quote(_ cell: String) -> String {
        cell.contains { ",\"\n\r".contains($0) }
            ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
}

/// The unit of a metric's values: shares are written as percentages, log-likelihoods in nats.
package enum MetricUnit: Sendable, Equatable {
    /// 0 to 1, written 0 to 100; more is better.
    case percent
    /// Nats per token, written as it is; less is better.
    case nats

    /// By the metric's name: `NLL` and `NLL/token` are nats, everything else is a share.
    package static func of(_ metric: String) -> MetricUnit {
        metric.uppercased().hasPrefix("NLL") ? .nats : .percent
    }

    /// Whether a larger value is the better one.
    package var isMoreBetter: Bool { self == .percent }

    /// `92.5` for 0.925; `1.234` for nats.
    package func text(_ value: Double) -> String {
        switch self {
        case .percent: Self.unsignedZero(String(format: "%.1f", 100 * value))
        case .nats: Self.unsignedZero(String(format: "%.3f", value))
        }
    }

    /// With a sign, as a difference is written: `+2.5`, `−1.0`, `0.0`. The minus is a real minus
    /// sign, as wide as the plus.
    package func difference(_ value: Double) -> String {
        let text = text(abs(value))
        if text.allSatisfy({ "0.".contains($0) }) { return text }
        return (value < 0 ? "−" : "+") + text
    }

    /// `92.5 [86.2, 97.5]`
    package func interval(mean: Double, low: Double, high: Double) -> String {
        "\(text(mean)) [\(text(low)), \(text(high))]"
    }

    /// `-0.0` as `0.0`.
    static func unsignedZero(_ text: String) -> String {
        text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) })
            ? String(text.dropFirst()) : text
    }
}

extension String {
    /// Filled with spaces to `width` letters; a longer one stays as it is.
    package func aligned(_ alignment: TextTable.Alignment, width: Int) -> String {
        let fill = String(repeating: " ", count: max(0, width - count))
        return alignment == .left ? self + fill : fill + self
    }
}
