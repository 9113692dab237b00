/// A table of text cells that can be printed for a terminal, Markdown and CSV.
public struct TextTable: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }

    public struct Column: Sendable, Equatable {
        public var title: String
        public var alignment: Alignment
        /// Letters that it takes at least in a terminal.
        public var minWidth: Int
        public init(_ title: String, _ alignment: Alignment = .left, minWidth: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.minWidth = minWidth
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

    /// Columns two spaces apart; no colour is needed to read it.
    ///
    /// - Parameter ruled: a rule under the titles.
    public func terminal(ruled: Bool = true) -> String {
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

extension String {
    /// Filled with spaces to `width` letters; a longer one stays as it is.
    package func aligned(_ alignment: TextTable.Alignment, width: Int) -> String {
        let fill = String(repeating: " ", count: max(0, width - count))
        return alignment == .left ? self + fill : fill + self
    }
}
