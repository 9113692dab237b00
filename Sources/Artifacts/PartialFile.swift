public import Foundation

/// A large file written piece by piece under a temporary name; `finish` gives it its own.
///
/// Freed without `finish` (an error, a kill caught in time) it removes what it wrote. `AtomicFile`
/// is the short form for what fits in memory.
public final class PartialFile {
    let url: URL
    let temporary: URL
    private var descriptor: Int32
    private var isFinished = false

    /// - Throws: `UsageError` naming the path and the system's reason.
    public init(_ url: URL) throws {
        self.url = url
        try AtomicFile.createFolder(url.deletingLastPathComponent())
        temporary = AtomicFile.temporaryName(beside: url)
        descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw failure() }
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var offset = 0
        while offset < bytes.count {
            let wrote = Foundation.write(
                descriptor, bytes.baseAddress! + offset, bytes.count - offset)
            if wrote < 0 && errno == EINTR { continue }
            guard wrote > 0 else { throw failure() }
            offset += wrote
        }
    }

    public func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

    /// Hands everything to the disk and gives the file its name.
    public func finish() throws {
        guard fsync(descriptor) == 0, rename(temporary.path, url.path) == 0 else { throw failure() }
        isFinished = true
    }

    func failure() -> UsageError {
        UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(temporary.path) }
    }
}
