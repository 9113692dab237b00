import Foundation

/// Hidden names of what is not finished yet, `.NAME.<12 digits>.partial`: nobody can guess one and
/// put a link there, and what a kill left under one is told from everything else.
enum StagedName {
    /// In the same folder, so that the final rename stays within one file system.
    static func place(beside url: URL, _ suffix: String = "partial") -> URL {
        let digits = (0..<6).map { _ in String(format: "%02x", UInt8.random(in: 0...255)) }
        return url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(digits.joined()).\(suffix)")
    }

    /// A new file for writing; never one that is there, nor what a link points to.
    static func createFile(beside url: URL) -> (descriptor: Int32, place: URL) {
        while true {
            let place = place(beside: url)
            let descriptor = open(
                place.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
            if descriptor >= 0 || errno != EEXIST { return (descriptor, place) }
        }
    }

    /// Remains of killed processes for these files and folders; only under their ``OutputLock``.
    static func leftovers(of url: URL, _ suffix: String = "partial") -> [URL] {
        let parent = url.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        let start = ".\(url.lastPathComponent)."
        return names.filter {
            $0.utf8.starts(with: start.utf8) && isStaged($0.dropFirst(start.count), suffix)
        }.map { parent.appendingPathComponent($0) }
    }

    static func removeLeftovers(of urls: [URL]) {
        for url in urls {
            for old in leftovers(of: url) { try? FileManager.default.removeItem(at: old) }
        }
    }

    /// In a folder that belongs to one job, what was to become files that it writes.
    static func removeLeftovers(in folder: URL, _ isOwn: (String) -> Bool) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where target(of: name).map(isOwn) ?? false {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }

    /// The target of `.NAME.<12 digits>.partial`; nil for any other name.
    static func target(of name: String) -> String? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].isEmpty,
            isStaged(parts.suffix(2).joined(separator: ".")[...], "partial")
        else { return nil }
        return parts.dropFirst().dropLast(2).joined(separator: ".")
    }

    /// `<12 digits>.<suffix>`
    private static func isStaged(_ end: Substring, _ suffix: String) -> Bool {
        let parts = end.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1] == suffix && parts[0].utf8.count == 12
            && parts[0].allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
