import Crypto
public import Foundation

/// SHA-256 of files and values, in lower-case hexadecimal.
public enum Fingerprint {
    public static func of(_ data: some DataProtocol) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }

    public static func of(_ text: String) -> String { of(Array(text.utf8)) }

    /// Of a file's bytes, read in pieces of 4 MiB.
    public static func of(file: URL) throws -> String {
        try RegularFile.check(file)
        let handle: FileHandle
        do { handle = try FileHandle(forReadingFrom: file) } catch {
            throw UsageError("cannot read \(file.path): \(error.localizedDescription)")
        }
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 4 << 20), !piece.isEmpty {
            hash.update(data: piece)
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
