import Foundation

/// The file behind a name, and its kind. Two names of one file, by links, hard links
/// or mounts, are equal.
struct FileIdentity: Equatable {
    enum Kind: Equatable {
        case file, folder, link
        /// Neither; in words.
        case other(String)
    }

    let device: dev_t
    let number: ino_t
    let kind: Kind
    let owner: uid_t
    let mode: mode_t
    /// Bytes.
    let size: Int

    /// Nil when nothing is there.
    ///
    /// - Parameter followsLinks: whether a link stands for what it points to.
    init?(_ path: String, followsLinks: Bool = true) {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    /// Of an open file.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
        owner = status.st_uid
        mode = status.st_mode
        size = Int(status.st_size)
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        case S_IFIFO: kind = .other("a pipe")
        case S_IFSOCK: kind = .other("a socket")
        default: kind = .other("a device")
        }
    }

    static func == (one: FileIdentity, two: FileIdentity) -> Bool {
        one.device == two.device && one.number == two.number
    }
}
