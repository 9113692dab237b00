package import Foundation

/// A large file that is written over several runs: a run goes on after the bytes that an earlier one has
/// handed to the disk, and the bytes behind them are written anew.
///
/// The caller keeps the number of those bytes, and gives the file its name when it is whole. `PartialFile` is
/// for files that are written in one run.
package final class ResumableFile {
    private let url: URL
    private let descriptor: Int32
    /// Bytes in the file.
    package private(set) var count: Int

    /// Opens a file, made where there is none, and cuts it to the bytes that count.
    ///
    /// - Throws: `UsageError` when it cannot be opened, or is shorter.
    package init(_ url: URL, keeping bytes: Int) throws {
        self.url = url
        descriptor = open(url.path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
        count = bytes
        guard descriptor >= 0 else { throw failure() }
        guard let found = FileIdentity(descriptor: descriptor), found.size >= bytes else {
            throw UsageError("cannot go on with \(url.path): it is shorter than it was.")
        }
        guard ftruncate(descriptor, off_t(bytes)) == 0,
            lseek(descriptor, off_t(bytes), SEEK_SET) == off_t(bytes)
        else { throw failure() }
    }

    /// Appends bytes.
    /// - Throws: `UsageError` naming the path and the system's reason, such as a full disk.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard WholeWrite.write(bytes, to: descriptor) else { throw failure() }
        count += bytes.count
    }

    /// Hands everything to the disk; what was written so far survives a power cut then.
    package func sync() throws {
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> UsageError {
        UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
