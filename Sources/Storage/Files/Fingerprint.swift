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
    public static func of(file: URL) throws -> String {
        let input = try InputFile(file)
        var hash = SHA256()
        while true {
            let piece = try input.read(4 << 20)
            if piece.isEmpty { break }
            hash.update(data: piece)
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
