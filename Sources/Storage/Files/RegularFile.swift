public import Foundation

/// A path that is to be read more than once, or mapped: a file, not a pipe, device or folder.
public enum RegularFile {
    /// - Throws: `UsageError` for what is there and is no file; what is missing is for the reader to
    ///   say.
    public static func check(_ url: URL) throws {
        if let found = FileIdentity(url.path) { try check(url, found) }
    }

    /// Whether a regular file, or a link to one, is there.
    public static func isThere(_ url: URL) -> Bool { FileIdentity(url.path)?.kind == .file }

    /// Opens a file for reading.
    ///
    /// - Returns: a descriptor, which the caller closes, and the bytes that the file has now.
    /// - Throws: `UsageError` when there is nothing, no file, or no permission.
    public static func open(_ url: URL) throws -> (descriptor: Int32, size: Int) {
        // Before opening, which alone can rewind a tape.
        try check(url)
        // Should a pipe have come in its place meanwhile, O_NONBLOCK keeps this from waiting for a writer,
        // and the descriptor tells its kind.
        let descriptor = Foundation.open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? UsageError("\(url.path) does not exist.") : failure(url)
        }
        do {
            guard let found = FileIdentity(descriptor: descriptor) else { throw failure(url) }
            try check(url, found)
            return (descriptor, found.size)
        } catch {
            close(descriptor)
            throw error
        }
    }

    static func failure(_ url: URL) -> UsageError {
        UsageError("cannot read \(url.path): \(AtomicFile.SystemFailure().reason)")
    }

    private static func check(_ url: URL, _ found: FileIdentity) throws {
        let kind: String
        switch found.kind {
        case .file: return
        case .folder: kind = "a folder"
        case .link: kind = "a link"
        case .other("a pipe"): kind = "a pipe, which can be read only once"
        case .other(let other): kind = other
        }
        throw UsageError("\(url.path) is \(kind); give a file.")
    }
}

/// A file that is read piece by piece, from its beginning to its end.
final class InputFile {
    private let url: URL
    private let descriptor: Int32
    /// Bytes, as they were when it was opened.
    let size: Int

    /// - Throws: `UsageError` when there is no such file, or something that is none: a folder, or a pipe,
    ///   which could be read once only although a job that goes on reads its inputs again.
    init(_ url: URL) throws {
        self.url = url
        (descriptor, size) = try RegularFile.open(url)
    }

    /// The next bytes, at most `count`; empty at the end.
    func read(_ count: Int) throws -> Data {
        var piece = Data(count: count)
        let got = try piece.withUnsafeMutableBytes { target in
            while true {
                let got = Foundation.read(descriptor, target.baseAddress, target.count)
                if got >= 0 { return got }
                guard errno == EINTR else { throw RegularFile.failure(url) }
            }
        }
        return got == count ? piece : piece.prefix(got)
    }

    deinit { close(descriptor) }
}
