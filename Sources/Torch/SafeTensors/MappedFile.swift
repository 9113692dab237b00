import Artifacts
import Foundation

/// A file mapped into memory, unmapped when the last user is gone.
///
/// The mapping is private: a tensor over it may be written to without changing the file.
final class MappedFile {
    let base: UnsafeMutableRawPointer
    let count: Int

    /// - Throws: `UsageError` when the file cannot be opened or mapped.
    init(_ url: URL) throws {
        // Without O_NONBLOCK opening a FIFO would wait for a writer.
        let descriptor = open(url.path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw UsageError("cannot read \(url.path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError("\(url.path) is not a file.")
        }
        count = Int(status.st_size)
        // mmap refuses an empty range; such a file has no content anyway.
        let mapped = mmap(nil, max(count, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0)
        guard let mapped, mapped != MAP_FAILED else {
            throw UsageError("cannot map \(url.path): \(String(cString: strerror(errno)))")
        }
        base = mapped
    }

    deinit { munmap(base, max(count, 1)) }
}
