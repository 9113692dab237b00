package import Foundation

/// Problems of single rows in a file whose other rows are good.
public struct RowProblems: Codable, Sendable, Equatable {
    /// One line of a file and what is wrong with it.
    public struct Row: Codable, Sendable, Equatable {
        /// From 1.
        public var line: Int
        /// A sentence that names the field.
        public var reason: String
    }

    /// A count of rows, and the first few of them.
    public struct Tally: Codable, Sendable, Equatable {
        /// All rows, named or not.
        public var count = 0
        /// The first rows, five at most, in the order of the file.
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

    /// No problem yet.
    public init() {}

    /// Whether every row was used as it is.
    public var isEmpty: Bool { refused.count + mended.count == 0 }

    /// Notes a row that is not used, by its line from 1 and a sentence.
    public mutating func refuse(_ line: Int, _ reason: String) {
        refused.add(Row(line: line, reason: reason))
    }

    /// Notes a row that is used with something replaced, by its line from 1 and a sentence.
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

extension JSONLines {
    /// Calls `body` with each row of a file of data. A row that is not JSON, and one for which `body`
    /// throws a `DataError` or a `DecodingError`, is refused by itself; a text with half a surrogate
    /// pair is read with U+FFFD in its place, which is noted.
    ///
    /// - Parameters:
    ///   - isWanted: called with the place of each row among all, from 0, before it is read.
    ///   - body: called with each row, its line from 1 and its place.
    /// - Throws: what the file itself is refused for, and other errors of the closures.
    package static func forEachRow(
        of url: URL, _ problems: inout RowProblems,
        where isWanted: (_ place: Int) throws -> Bool = { _ in true },
        _ body: (_ row: JSONValue, _ line: Int, _ place: Int) throws -> Void
    ) throws {
        var place = -1
        try forEachLine(of: url) { number, line in
            place += 1
            guard try isWanted(place) else { return }
            var mending: String?
            // Also when `body` wants no more rows after this one.
            defer { if let mending { problems.mend(number, mending) } }
            do {
                let (row, replaced) = try JSONParser.parse(row: line)
                if let replaced {
                    mending =
                        "\(row.place(ofText: replaced) ?? "a key") holds half a surrogate pair, read as U+FFFD."
                }
                try body(row, number, place)
            } catch let error where error is DecodingError || error is DataError {
                mending = nil
                problems.refuse(number, DecodingProblem.sentence(error))
            }
        }
    }
}

extension JSONValue {
    /// The path of the text with this number (from 1, keys counted too); nil when it is a key.
    fileprivate func place(ofText number: Int) -> String? {
        var texts = 0
        func search(_ value: JSONValue, _ path: [AnyKey]) -> [AnyKey]? {
            switch value {
            case .string:
                texts += 1
                return texts == number ? path : nil
            case .array(let items):
                for (index, item) in items.enumerated() {
                    if let found = search(item, path + [AnyKey(place: index)]) { return found }
                }
            case .object(let members):
                for member in members {
                    texts += 1
                    if let found = search(member.value, path + [AnyKey(member.key)]) {
                        return found
                    }
                }
            default: break
            }
            return nil
        }
        return search(self, []).map(DecodingProblem.path)
    }
}
