package import Foundation

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
