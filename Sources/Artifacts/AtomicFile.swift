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

    /// Reads a whole file; a missing one is a `UsageError`.
    public static func read(_ url: URL) throws -> Data {
        do { return try Data(contentsOf: url) } catch {
            guard FileManager.default.fileExists(atPath: url.path) else {
                throw UsageError("\(url.path) does not exist.")
            }
            throw UsageError("cannot read \(url.path): \(error.localizedDescription)")
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
