public import Foundation

/// The rule of where an output may go: onto a file or a free name. Renaming over a device would
/// replace it, and bytes written to a pipe are gone.
public enum OutputPlace {
    /// The file that an output's name stands for: links are followed, so that they stay links.
    ///
    /// - Throws: `UsageError` for a folder, a device, a pipe or a socket, and for a link of another
    ///   user in a folder that everyone may write to.
    @discardableResult
    public static func file(_ url: URL) throws -> URL {
        let place = try resolved(url)
        let identity = FileIdentity(place.path, followsLinks: false)
        switch identity?.kind {
        case nil: return place
        case .file:
            try refuseMount(url, place)
            return place
        case .folder: throw refusal(url, "a folder")
        case .link: throw refusal(url, "a link that never ends")
        case .other(let kind): throw refusal(url, kind)
        }
    }

    /// The same for a folder that is written as a whole.
    @discardableResult
    public static func folder(_ url: URL) throws -> URL {
        let place = try resolved(url)
        let identity = FileIdentity(place.path, followsLinks: false)
        switch identity?.kind {
        case nil: return place
        case .folder:
            try refuseMount(url, place)
            return place
        case .file:
            throw UsageError("\(url.path) is a file; give a folder that does not exist.")
        case .link: throw refusal(url, "a link that never ends")
        case .other(let kind):
            throw UsageError("\(url.path) is \(kind); give a folder that does not exist.")
        }
    }

    /// Refuses mount points: they cannot be renamed over, which would only be found at the end of the
    /// work.
    private static func refuseMount(_ url: URL, _ place: URL) throws {
        let parent = place.deletingLastPathComponent().resolvingSymlinksInPath()
        guard isMounted(parent.appendingPathComponent(place.lastPathComponent).path) else { return }
        throw UsageError(
            "\(url.path) is a mount point, which cannot be replaced; give another name, such as one below it or beside it."
        )
    }

    /// Linux lists its mounts in lines of which the fifth word is the place, with octal numbers for
    /// spaces.
    private static func isMounted(_ path: String) -> Bool {
        guard let list = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
            return false
        }
        return list.split(separator: "\n").contains { line in
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count > 4 else { return false }
            let place = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(
                String(words[4])
            ) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
            return place == path
        }
    }

    private static func refusal(_ url: URL, _ kind: String) -> UsageError {
        UsageError("cannot write \(url.path): it is \(kind); give the name of a file.")
    }

    /// Follows links at the end of a path, also those that point to nothing.
    static func resolved(_ url: URL) throws -> URL {
        var place = url
        // As many as Linux follows.
        for _ in 0..<40 {
            guard let link = FileIdentity(place.path, followsLinks: false), link.kind == .link,
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: place.path)
            else { break }
            let parent = place.deletingLastPathComponent()
            guard mayFollow(link, in: parent) else {
                throw UsageError(
                    "cannot write \(url.path): it is a link that another user put into a folder that everyone may write to; give another output."
                )
            }
            place =
                target.hasPrefix("/")
                ? URL(fileURLWithPath: target) : parent.appendingPathComponent(target)
        }
        return place
    }

    /// The rule of Linux' `fs.protected_symlinks`: in a folder for everyone (`/tmp`), only own links
    /// and those of its owner.
    private static func mayFollow(_ link: FileIdentity, in folder: URL) -> Bool {
        guard let parent = FileIdentity(folder.path) else { return true }
        let isForAll = parent.mode & S_ISVTX != 0 && parent.mode & S_IWOTH != 0
        return !isForAll || link.owner == geteuid() || link.owner == parent.owner
    }
}
