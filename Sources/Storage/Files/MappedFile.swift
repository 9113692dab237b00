package import Foundation

/// A file mapped into memory, unmapped when the last user is gone.
///
/// The mapping is private: a tensor over it may be written to without changing the file.
package final class MappedFile {
    /// The file's first byte.
    package let base: UnsafeMutableRawPointer
    /// Bytes that the file had when it was opened.
    package let count: Int

    /// - Throws: `UsageError` when the file cannot be opened or mapped.
    package init(_ url: URL) throws {
        let (descriptor, size) = try RegularFile.open(url)
        defer { close(descriptor) }
        count = size
        // mmap refuses an empty range; such a file has no content anyway.
        let mapped = mmap(nil, max(count, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0)
        guard let mapped, mapped != MAP_FAILED else {
            throw UsageError("cannot map \(url.path): \(String(cString: strerror(errno)))")
        }
        base = mapped
    }

    deinit { munmap(base, max(count, 1)) }
}
