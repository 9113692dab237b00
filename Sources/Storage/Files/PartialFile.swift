public import Foundation

/// A large file written piece by piece under a temporary name; `finish` gives it its own.
///
/// Freed without `finish` (an error, a kill caught in time) it removes what it wrote. `AtomicFile`
/// is the short form for what fits in memory.
public final class PartialFile {
    /// As the caller calls it.
    let url: URL
    /// The file itself, where `url` is a link to it.
    let place: URL
    let temporary: URL
    private let descriptor: Int32
    private var isFinished = false

    /// - Throws: `UsageError` naming the path and the system's reason, or what is there when that is
    ///   no file.
    public init(_ url: URL) throws {
        self.url = url
        place = try OutputPlace.file(url)
        try AtomicFile.createFolder(place.deletingLastPathComponent())
        (descriptor, temporary) = StagedName.createFile(beside: place)
        guard descriptor >= 0 else {
            isFinished = true
            throw failure()
        }
    }

    /// Appends bytes.
    /// - Throws: `UsageError` naming the path and the system's reason, such as a full disk.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard WholeWrite.write(bytes, to: descriptor) else { throw failure() }
    }

    /// Appends bytes, and throws as the other `write`.
    public func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

    /// Hands everything to the disk and gives the file its name.
    public func finish() throws {
        guard fsync(descriptor) == 0, rename(temporary.path, place.path) == 0 else {
            throw failure()
        }
        isFinished = true
        try syncFolder()
    }

    /// The same where no file may be replaced.
    ///
    /// - Returns: false when one is there; what was written is gone.
    func finishNew() throws -> Bool {
        guard fsync(descriptor) == 0 else { throw failure() }
        // A hard link is made where nothing is, in one step, also over a network.
        if link(temporary.path, place.path) == 0 {
            try syncFolder()
            return true
        }
        if errno == EEXIST { return false }
        // The file system has no hard links.
        try finish()
        return true
    }

    private func syncFolder() throws {
        guard DiskSync.folder(place.deletingLastPathComponent()) else { throw failure() }
    }

    func failure() -> UsageError {
        UsageError("cannot write \(url.path): \(AtomicFile.SystemFailure().reason)")
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(temporary.path) }
    }
}
