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

    /// Calls `body` with each non-blank line and its number from 1, as the file is read: what is large is
    /// never whole in memory, and nothing after a line for which `body` throws is read.
    /// - Throws: `UsageError` for a missing file and for a pipe; `DataError` for a line of more than
    ///   64 MiB and a damaged gzip stream.
    public static func forEachLine(of url: URL, _ body: (Int, Data) throws -> Void) throws {
        let reader = try LineReader(url)
        while let line = try reader.next() { try body(reader.number, line) }
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
    /// The start of a torn row that could not be cut off; another one would continue it.
    private var torn: off_t?

    /// - Throws: `DataError` when a whole row cannot be read as `Row`, `UsageError` when the file
    ///   cannot be written or something is there that is no file.
    public init(_ url: URL) throws {
        self.url = url
        let place = try OutputPlace.file(url)
        try AtomicFile.createFolder(place.deletingLastPathComponent())
        let file = open(place.path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
        }
        var isKept = false
        defer { if !isKept { close(file) } }
        if lseek(file, 0, SEEK_END) == 0,
            !DiskSync.folder(place.deletingLastPathComponent())
        {
            throw UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
        }
        let reader = try LineReader(url, inflates: false)
        var rows: [Row] = []
        while let line = try reader.next(), reader.isWhole {
            do { rows.append(try JSONDecoder().decode(Row.self, from: line)) } catch {
                throw DataError("\(url.path):\(reader.number): \(DecodingProblem.sentence(error))")
            }
        }
        // Else the next row would continue the torn one.
        if reader.whole < lseek(file, 0, SEEK_END), ftruncate(file, off_t(reader.whole)) != 0 {
            throw UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
        }
        existing = rows
        descriptor = file
        isKept = true
    }

    /// Appends one row and hands it to the system, so that it outlives the process.
    /// - Throws: `UsageError` when it cannot be written whole (a full disk); the torn row is cut off.
    public func append(_ row: Row) throws {
        let data = try JSONLines.line(row)
        if let torn { try cutOff(torn) }
        let start = lseek(descriptor, 0, SEEK_END)
        guard data.withUnsafeBytes({ WholeWrite.write($0, to: descriptor) }) else {
            let reason = AtomicFile.SystemFailure().reason
            try cutOff(start)
            throw UsageError("cannot write \(url.path): \(reason)")
        }
    }

    private func cutOff(_ start: off_t) throws {
        torn = start
        guard ftruncate(descriptor, start) == 0 else {
            throw UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
        }
        torn = nil
    }

    /// Rows reach the disk when the system writes them; a power cut costs the last ones, which a
    /// resumed job makes again. Those of a job that ended stay.
    deinit {
        fsync(descriptor)
        close(descriptor)
    }
}
