public import Foundation

/// Files that are either whole or absent.
public enum AtomicFile {
    /// Writes `data` under a temporary name beside `url`, syncs it to the disk and renames it.
    ///
    /// A reader sees the old file or the new one, never a part. Folders above are created, links
    /// followed.
    /// - Throws: `UsageError` naming the path and the system's reason, also where something is there
    ///   that is no file; nothing is left behind.
    public static func write(_ data: Data, to url: URL) throws {
        let file = try PartialFile(url)
        try file.write(data)
        try file.finish()
    }

    public static func write(_ text: String, to url: URL) throws {
        try write(Data(text.utf8), to: url)
    }

    /// JSON with sorted keys, so that equal values are equal bytes.
    public static func write(json value: some Encodable, to url: URL) throws {
        try write(Self.data(json: value), to: url)
    }

    /// Like ``write(json:to:)`` for a file that is not there.
    ///
    /// - Returns: false when it is there by now, made by another process; then nothing is written.
    static func create(json value: some Encodable, at url: URL) throws -> Bool {
        let file = try PartialFile(url)
        try file.write(Self.data(json: value))
        return try file.finishNew()
    }

    private static func data(json value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// Bytes of a file that is read as a whole, at most: 1 GiB. Larger ones are read in pieces
    /// (``JSONLines``).
    public static let most = 1 << 30

    /// Reads a whole file; a missing one is a `UsageError`, a longer one than ``most`` a `DataError`.
    public static func read(_ url: URL) throws -> Data {
        let file = try InputFile(url)
        var data = Data(capacity: min(file.size, most))
        while true {
            guard max(data.count, file.size) <= most else {
                throw DataError(
                    "\(url.path) has \(max(data.count, file.size) >> 20) MiB, but at most \(most >> 20) MiB are read."
                )
            }
            let piece = try file.read(1 << 20)
            if piece.isEmpty { return data }
            data.append(piece)
        }
    }

    /// Decodes a JSON file; the error names the file and the field.
    public static func read<Value: Decodable>(json type: Value.Type, from url: URL) throws -> Value
    {
        let data = try read(url)
        do { return try JSONDecoder().decode(type, from: data) } catch {
            throw DataError("\(url.path): \(DecodingProblem.sentence(error))")
        }
    }

    /// Creates a folder and those above it.
    public static func createFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw UsageError("cannot create the folder \(url.path): \(error.localizedDescription)")
        }
    }

    /// The system's last error, taken when made.
    struct SystemFailure: Error {
        let reason = String(cString: strerror(errno))
    }
}
