public import Foundation

/// A folder that appears at once: written under a hidden name beside its place, then renamed.
///
/// ```swift
/// let staging = FolderStaging(url)
/// try staging.write { folder in try fill(folder) }
/// try staging.commit(replaces: false)
/// ```
public struct FolderStaging {
    let target: URL
    let partial: URL

    public init(_ target: URL) {
        self.target = target
        partial = AtomicFile.temporaryName(beside: target)
    }

    /// Runs `body` with the hidden folder; it is removed when that fails.
    ///
    /// - Throws: what `body` throws when that is a sentence for the user, else `UsageError`.
    public func write(_ body: (URL) throws -> Void) throws {
        do {
            try? FileManager.default.removeItem(at: partial)
            try AtomicFile.createFolder(partial)
            try body(partial)
        } catch {
            try? FileManager.default.removeItem(at: partial)
            if error is any ToolError { throw error }
            throw UsageError("cannot write \(target.path): \(error.localizedDescription)")
        }
    }

    /// Renames the hidden folder to its place.
    ///
    /// - Parameter replaces: a folder is there; it makes way first and comes back on failure.
    /// - Throws: `UsageError` when it cannot be renamed.
    public func commit(replaces: Bool) throws {
        let old = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(getpid()).replaced")
        if replaces, rename(target.path, old.path) != 0 { throw failure() }
        // Over an empty folder, or nothing.
        guard rename(partial.path, target.path) == 0 else {
            let failure = failure()
            if replaces { _ = rename(old.path, target.path) }
            try? FileManager.default.removeItem(at: partial)
            throw failure
        }
        if replaces { try? FileManager.default.removeItem(at: old) }
    }

    func failure() -> UsageError {
        UsageError("cannot write \(target.path): \(String(cString: strerror(errno)))")
    }

    /// Removes what killed runs left: hidden folders of this target whose process is gone.
    public func removeLeftovers() {
        let parent = target.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        let prefix = ".\(target.lastPathComponent)."
        for name in names where name.hasPrefix(prefix) {
            let parts = name.dropFirst(prefix.count).split(separator: ".")
            guard parts.count == 2, ["partial", "replaced"].contains(parts[1]),
                let process = Int32(parts[0]), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
        }
    }
}
