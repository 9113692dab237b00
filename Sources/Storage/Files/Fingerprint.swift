import Crypto
public import Foundation

/// SHA-256 of files and values, in lower-case hexadecimal.
public enum Fingerprint {
    /// Of bytes in memory: 64 characters.
    public static func of(_ data: some DataProtocol) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }

    /// Of a text's UTF-8.
    public static func of(_ text: String) -> String { of(Array(text.utf8)) }

    /// Of a file's bytes, read in pieces of 4 MiB.
    /// - Parameter progress: called with the bytes that were read since the last call.
    public static func of(file: URL, progress: (Int) throws -> Void = { _ in }) throws -> String {
        let input = try InputFile(file)
        var hash = SHA256()
        while true {
            let piece = try input.read(4 << 20)
            if piece.isEmpty { break }
            hash.update(data: piece)
            try progress(piece.count)
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
