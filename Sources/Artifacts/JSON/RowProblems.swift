/// Problems of single rows in a file whose other rows are good.
public struct RowProblems: Codable, Sendable, Equatable {
    public struct Row: Codable, Sendable, Equatable {
        /// From 1.
        public var line: Int
        /// A sentence that names the field.
        public var reason: String
    }

    /// A count of rows, and the first few of them.
    public struct Tally: Codable, Sendable, Equatable {
        public var count = 0
        public var first: [Row] = []

        mutating func add(_ row: Row) {
            count += 1
            if first.count < RowProblems.named { first.append(row) }
        }

        /// Line by line, and how many more there are.
        func lines(_ file: String) -> [String] {
            let rest = count - first.count
            return first.map { "  \(file):\($0.line): \($0.reason)" }
                + (rest > 0 ? ["  and \(rest) more"] : [])
        }
    }

    static let named = 5

    /// Rows that are not used.
    public private(set) var refused = Tally()
    /// Rows that are used although something of them was replaced.
    public private(set) var mended = Tally()

    public init() {}

    public var isEmpty: Bool { refused.count + mended.count == 0 }

    public mutating func refuse(_ line: Int, _ reason: String) {
        refused.add(Row(line: line, reason: reason))
    }

    public mutating func mend(_ line: Int, _ reason: String) {
        mended.add(Row(line: line, reason: reason))
    }

    /// The problems as lines for a person.
    public func lines(_ file: String) -> [String] {
        var lines: [String] = []
        func rows(_ tally: Tally) -> String { "\(tally.count) row\(tally.count == 1 ? "" : "s")" }
        if refused.count > 0 {
            lines.append("\(rows(refused)) of \(file) refused; the others are used:")
            lines += refused.lines(file)
        }
        if mended.count > 0 {
            lines.append("\(rows(mended)) of \(file) used with something replaced:")
            lines += mended.lines(file)
        }
        return lines
    }

    /// Says that rows are refused, by the first of them.
    public func error(_ file: String) -> DataError {
        let rest = refused.count - 1
        let more = rest > 0 ? " (and \(rest) more row\(rest == 1 ? " is" : "s are") refused)" : ""
        guard let first = refused.first.first else { return DataError("\(file) has no rows.") }
        return DataError("\(file):\(first.line): \(first.reason)\(more)")
    }

    /// - Parameter isStrict: whether one bad row is enough.
    /// - Throws: `DataError` naming the first refused row when none is good, or when one is enough.
    public func check(_ file: String, good: Int, isStrict: Bool) throws {
        if refused.count > 0, isStrict || good == 0 { throw error(file) }
    }
}
