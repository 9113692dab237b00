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

    /// A text as UTF-8, in the same way.
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

/// Hands names and contents to the disk, for what has to survive a power cut.
enum DiskSync {
    /// The names in a folder: a rename is on the disk only then.
    ///
    /// - Returns: false when the disk failed; `errno` says how. File systems that cannot sync folders
    ///   are taken as they are.
    static func folder(_ url: URL) -> Bool { sync(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }

    /// Every file and folder of a tree, from the leaves up.
    static func tree(_ url: URL) -> Bool {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []
        for name in names.reversed() {
            let path = url.appendingPathComponent(name).path
            guard sync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) else { return false }
        }
        return folder(url)
    }

    private static func sync(_ path: String, _ flags: Int32) -> Bool {
        let descriptor = open(path, flags)
        // Not everything may be read, and a link has no content of its own.
        guard descriptor >= 0 else { return true }
        let result = fsync(descriptor)
        let reason = errno
        close(descriptor)
        errno = reason
        return result == 0 || ![EIO, ENOSPC, EDQUOT].contains(reason)
    }
}
