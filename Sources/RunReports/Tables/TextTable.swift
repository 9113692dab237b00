/// A table of text cells that can be printed for a terminal, Markdown and CSV.
public struct TextTable: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }

    public struct Column: Sendable, Equatable {
        public var title: String
        public var alignment: Alignment
        public init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    public var columns: [Column]
    /// Every row has one cell per column.
    public var rows: [[String]]
    /// Rows before which the terminal table leaves a blank line; groups are easier to read apart.
    public var groupStarts: Set<Int>

    public init(columns: [Column], rows: [[String]] = [], groupStarts: Set<Int> = []) {
        self.columns = columns
        self.rows = rows
        self.groupStarts = groupStarts
    }

    /// Columns two spaces apart under a rule; no colour is needed to read it.
    public func terminal() -> String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        var lines = [line(columns.map(\.title), widths)]
        lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
        for (index, row) in rows.enumerated() {
            if index > 0 && groupStarts.contains(index) { lines.append("") }
            lines.append(line(row, widths))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            let fill = String(repeating: " ", count: widths[column] - cells[column].count)
            return columns[column].alignment == .left ? cells[column] + fill : fill + cells[column]
        }
        return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }

    /// A pipe table with aligned columns (GitHub Flavored Markdown).
    public func markdown() -> String {
        let head = columns.map { Self.escape($0.title) }
        let rule = columns.map { $0.alignment == .left ? "---" : "---:" }
        return ([head, rule] + rows.map { $0.map(Self.escape) })
            .map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// RFC 4180, with line feeds.
    public func csv() -> String {
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
