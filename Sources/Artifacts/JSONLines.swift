public import Foundation

/// JSONL files: one JSON value a line.
public enum JSONLines {
    /// Encodes one value as a line, keys sorted, so that equal values are equal bytes.
    public static func line(_ value: some Encodable) throws -> Data {
        if let ordered = (value as? any OrderedJSON)?.orderedJSON {
            return Data("\(ordered.text)\n".utf8)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// Reads every line of a `.jsonl` or `.jsonl.gz` file; blank lines are skipped.
    /// - Throws: `UsageError` for a missing file, `DataError` naming file and line for a bad row.
    public static func read<Value: Decodable>(_ type: Value.Type, from url: URL) throws -> [Value] {
        var values: [Value] = []
        try forEachLine(of: url) { number, line in
            do { values.append(try JSONDecoder().decode(type, from: line)) } catch {
                throw DataError("\(url.path):\(number): \(DecodingProblem.sentence(error))")
            }
        }
        return values
    }

    /// Calls `body` with each non-blank line and its number from 1.
    public static func forEachLine(of url: URL, _ body: (Int, Data) throws -> Void) throws {
        var data = try AtomicFile.read(url)
        if data.starts(with: [0x1f, 0x8b]) {
            data = try Gzip.decompress(data, name: url.path)
        }
        var number = 0
        for line in data.split(separator: 0x0a, omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            try body(number, Data(line))
        }
    }

    /// Writes all values at once; the file is whole or absent. A name ending in `.gz` is compressed.
    public static func write(_ values: some Sequence<some Encodable>, to url: URL) throws {
        var data = Data()
        for value in values { data += try line(value) }
        try AtomicFile.write(url.pathExtension == "gz" ? Gzip.compress(data) : data, to: url)
    }
}

/// A JSONL file that grows row by row and survives kill -9.
///
/// A row counts only with its newline. Opening cuts off a torn last row, so a job that is run again
/// continues after the last whole one.
///
/// ```swift
/// let log = try JSONLinesAppender<NeedleTrial>(url)
/// for trial in grid.dropFirst(log.existing.count) { try log.append(run(trial)) }
/// ```
public final class JSONLinesAppender<Row: Codable> {
    /// Whole rows found when the file was opened.
    public let existing: [Row]
    let url: URL
    let descriptor: Int32

    /// - Throws: `DataError` when a whole row cannot be read as `Row`.
    public init(_ url: URL) throws {
        self.url = url
        try AtomicFile.createFolder(url.deletingLastPathComponent())
        descriptor = open(url.path, O_RDWR | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else {
            throw UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
        }
        let size = lseek(descriptor, 0, SEEK_END)
        let data = size > 0 ? try AtomicFile.read(url) : Data()
        let whole = data.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        if whole < data.count { ftruncate(descriptor, off_t(whole)) }
        var rows: [Row] = []
        for (index, line) in data.prefix(whole).split(separator: 0x0a).enumerated() {
            do { rows.append(try JSONDecoder().decode(Row.self, from: Data(line))) } catch {
                throw DataError("\(url.path):\(index + 1): \(DecodingProblem.sentence(error))")
            }
        }
        existing = rows
    }

    /// Appends one row and hands it to the disk.
    /// - Throws: `UsageError` when it cannot be written whole (a full disk); the torn row is cut off.
    public func append(_ row: Row) throws {
        let data = try JSONLines.line(row)
        let start = lseek(descriptor, 0, SEEK_END)
        let wrote = data.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard wrote == data.count else {
            let reason = wrote < 0 ? AtomicFile.SystemFailure().reason : "no space left on the disk"
            ftruncate(descriptor, start)
            throw UsageError("cannot write \(url.path): \(reason)")
        }
    }

    deinit { close(descriptor) }
}
