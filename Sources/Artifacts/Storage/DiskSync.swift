import Foundation

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
