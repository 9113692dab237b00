public import Foundation

/// A folder that appears at once: written under a hidden name beside its place, then renamed.
///
/// ```swift
/// let staging = try FolderStaging(url)
/// try staging.write { folder in try fill(folder) }
/// try staging.commit(replaces: false)
/// ```
public struct FolderStaging {
    let target: URL
    let partial: URL
    /// Whether what was filled is worth more than a tidy folder when it cannot get its name.
    private let isKept: Bool

    /// - Throws: `UsageError` when something is at `target` that is no folder.
    public init(_ target: URL) throws {
        self.target = try OutputPlace.folder(target)
        partial = StagedName.place(beside: self.target)
        isKept = false
    }

    /// A folder that is filled over several runs; the caller sees to it, under the lock of the target, that
    /// it is whole when it is committed. Where that fails it stays, for the next run.
    ///
    /// - Parameter partial: beside the target.
    /// - Throws: `UsageError` when something is at `target` that is no folder.
    package init(_ target: URL, filledAt partial: URL) throws {
        self.target = try OutputPlace.folder(target)
        self.partial = partial
        isKept = true
    }

    /// Runs `body` with the hidden folder and hands its files to the disk; it is removed when that
    /// fails.
    ///
    /// - Throws: what `body` throws when that is a sentence for the user, else `UsageError`.
    public func write(_ body: (URL) throws -> Void) throws {
        do {
            try AtomicFile.createFolder(partial.deletingLastPathComponent())
            // Fails where something is there already.
            guard mkdir(partial.path, 0o777) == 0 else { throw failure() }
            try body(partial)
            guard DiskSync.tree(partial) else { throw failure() }
        } catch {
            try? FileManager.default.removeItem(at: partial)
            if error is any ToolError { throw error }
            throw UsageError("cannot write \(target.path): \(error.localizedDescription)")
        }
    }

    /// Renames the hidden folder to its place.
    ///
    /// - Parameter replaces: a folder is there; the two change places in one step, and then it goes.
    /// - Throws: `UsageError` when it cannot be renamed; what was there is there then.
    public func commit(replaces: Bool) throws {
        try commit(replaces, exchange: Self.exchange, sync: DiskSync.folder)
    }

    /// - Parameters:
    ///   - exchange: lets two names change what they stand for; false when the file system cannot.
    ///   - sync: hands the names in a folder to the disk; false when the disk failed.
    func commit(
        _ replaces: Bool, exchange: (String, String) -> Bool, sync: (URL) -> Bool
    ) throws {
        do {
            if replaces {
                try replace(exchange, sync)
            } else {
                try Self.move(partial, to: target)
            }
        } catch let kept as Kept {
            throw kept.failure
        } catch {
            if !isKept { try? FileManager.default.removeItem(at: partial) }
            throw error
        }
    }

    /// The hidden name stands for the folder that was to be replaced, so nothing is removed.
    private struct Kept: Error {
        let failure: UsageError
        init(_ failure: UsageError) { self.failure = failure }
    }

    /// Renames a finished folder, over an empty one or nothing, and hands both names to the disk.
    public static func move(_ folder: URL, to target: URL) throws {
        guard DiskSync.tree(folder), rename(folder.path, target.path) == 0,
            DiskSync.folder(target.deletingLastPathComponent())
        else {
            throw UsageError(
                "cannot write \(target.path): \(AtomicFile.SystemFailure().reason)")
        }
    }

    private func replace(_ exchange: (String, String) -> Bool, _ sync: (URL) -> Bool) throws {
        let parent = target.deletingLastPathComponent()
        if exchange(partial.path, target.path) {
            guard sync(parent) else {
                let failure = failure()
                // The old one again, under its own name; `commit` removes what is under the other.
                guard exchange(partial.path, target.path) else { throw Kept(failure) }
                throw failure
            }
            try? FileManager.default.removeItem(at: partial)
            return
        }
        // Not every file system can: the old one makes way first. `recover` puts it back after a
        // kill between the two renames.
        let old = StagedName.place(beside: target, "replaced")
        guard rename(target.path, old.path) == 0 else { throw failure() }
        guard rename(partial.path, target.path) == 0 else {
            let failure = failure()
            _ = rename(old.path, target.path)
            throw failure
        }
        guard sync(parent) else {
            let failure = failure()
            // The old one again, as above; what cannot be put back keeps its hidden name.
            guard rename(target.path, partial.path) == 0, rename(old.path, target.path) == 0 else {
                throw Kept(failure)
            }
            throw failure
        }
        try? FileManager.default.removeItem(at: old)
    }

    /// Two names change what they stand for (`renameat2`), where kernel and file system know how.
    static func exchange(_ one: String, _ two: String) -> Bool {
        typealias Rename =
            @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) ->
            Int32
        // By name, for it is not in every C library.
        guard let symbol = dlsym(nil, "renameat2") else { return false }
        let exchanges: UInt32 = 2
        return unsafeBitCast(symbol, to: Rename.self)(
            AT_FDCWD, one, AT_FDCWD, two, exchanges) == 0
    }

    func failure() -> UsageError {
        UsageError("cannot write \(target.path): \(String(cString: strerror(errno)))")
    }

    /// Puts back what a kill in the middle of a replacement left aside, and removes what killed runs
    /// left. Only under the ``OutputLock`` of the folder.
    public func recover() {
        let manager = FileManager.default
        var aside = StagedName.leftovers(of: target, "replaced")
        if let old = aside.first, FileIdentity(target.path, followsLinks: false) == nil,
            rename(old.path, target.path) == 0
        {
            aside.removeFirst()
        }
        for old in aside { try? manager.removeItem(at: old) }
        StagedName.removeLeftovers(of: [target])
    }
}
