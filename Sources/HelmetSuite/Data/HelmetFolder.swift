import Foundation
import Storage

/// The folder that HELMET's program is run in, or its `data` folder: test files are named from there.
struct HelmetFolder {
    let folder: URL

    /// A file by the path of a configuration, `data/json_kv/test_k50_dep6.jsonl`.
    /// - Throws: `UsageError` naming the places where it was looked for.
    func file(_ path: String) throws -> URL {
        var places = [folder.appendingPathComponent(path)]
        if path.hasPrefix("data/") {
            places.append(folder.appendingPathComponent(String(path.dropFirst(5))))
        }
        if let found = places.first(where: RegularFile.isThere) { return found }
        let names = places.map(\.path).joined(separator: " nor ")
        throw UsageError(
            "there is no \(names); --data is the folder in which HELMET's program runs, or its data folder."
        )
    }

    /// Whether there is such a file.
    func has(_ path: String) -> Bool { (try? file(path)) != nil }
}

/// The rows of a data file: JSON objects, a line each, or the member `data` of a `.json` file.
struct HelmetRows {
    let file: URL

    init(_ file: URL) { self.file = file }

    /// Calls `body` with every row and its number from 0, as the file is read.
    /// - Throws: `DataError` naming file and line of what is no object, and of what `body` throws.
    func forEach(_ body: (Int, JSONValue) throws -> Void) throws {
        func checked(_ number: Int, _ place: String, _ row: () throws -> JSONValue) throws {
            do {
                let row = try row()
                guard case .object = row else { throw DataError("it is no object.") }
                try body(number, row)
            } catch let problem as DataError {
                throw DataError("\(place): \(problem)")
            }
        }
        guard file.pathExtension.lowercased() == "json" else {
            var number = 0
            try JSONLines.forEachLine(of: file) { line, data in
                try checked(number, "\(file.path):\(line)") {
                    try JSONParser.parse(row: data).value
                }
                number += 1
            }
            return
        }
        let list = try JSONArrayFile(file)
        if list.isList {
            return try list.forEach { number, row in
                try checked(number, "\(file.path): row \(number + 1)") { row }
            }
        }
        let document = try JSONParser.parse(AtomicFile.read(file), name: file.path)
        guard let rows = document["data"]?.array else {
            throw DataError("\(file.path) has no list of rows, and no member data with one.")
        }
        for (number, row) in rows.enumerated() {
            try checked(number, "\(file.path): row \(number + 1)") { row }
        }
    }
}

/// Which fields a file has: those of any row, as `datasets` sees columns. A row without one has `null` there.
struct HelmetColumns {
    private(set) var names: [ExactText] = []
    /// Fields of the passages in `ctxs`.
    private(set) var ofPassages: Set<ExactText> = []
    private var seen: Set<ExactText> = []

    /// Takes the fields of a row.
    mutating func take(_ row: JSONValue) {
        guard case .object(let members) = row else { return }
        for member in members where seen.insert(ExactText(member.key)).inserted {
            names.append(ExactText(member.key))
        }
        for passage in row["ctxs"]?.array ?? [] {
            guard case .object(let members) = passage else { continue }
            for member in members { ofPassages.insert(ExactText(member.key)) }
        }
    }

    /// Whether any row has the field.
    func has(_ name: String) -> Bool { seen.contains(ExactText(name)) }

    /// The row with every column, in their order.
    func filled(_ row: JSONValue) -> [JSONMember] {
        names.map { JSONMember(key: $0.text, value: row[$0.text] ?? .null) }
    }

    /// A field of a passage: null where the passage lacks it and another has it.
    func field(_ name: String, ofPassage passage: JSONValue) -> JSONValue? {
        passage[name] ?? (ofPassages.contains(ExactText(name)) ? .null : nil)
    }
}
