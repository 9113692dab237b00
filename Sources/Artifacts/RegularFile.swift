public import Foundation

/// A path that is to be read more than once, or mapped: a file, not a pipe, device or folder.
public enum RegularFile {
    /// - Throws: `UsageError` for what is there and is no file; what is missing is for the reader to
    ///   say.
    public static func check(_ url: URL) throws {
        var status = stat()
        guard stat(url.path, &status) == 0 else { return }
        let kind: String
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFIFO: kind = "a pipe, which can be read only once"
        case S_IFDIR: kind = "a folder"
        case S_IFSOCK: kind = "a socket"
        default: kind = "a device"
        }
        throw UsageError("\(url.path) is \(kind); give a file.")
    }
}
