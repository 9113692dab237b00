import Foundation
import Storage

/// Files from one folder to another.
enum FileCopy {
    /// Copies what a path stands for; a link becomes a file. Folders above are created.
    static func copy(_ source: URL, to target: URL) throws {
        try RegularFile.check(source)
        try AtomicFile.createFolder(target.deletingLastPathComponent())
        try FileManager.default.copyItem(at: source.resolvingSymlinksInPath(), to: target)
    }

    /// Copies a weight file and multiplies what is to be edited, or links it when nothing is.
    static func write(_ shard: MaskPlan.Shard, to folder: URL, link: Bool) throws {
        let source = shard.file.url.resolvingSymlinksInPath()
        let target = folder.appendingPathComponent(shard.file.url.lastPathComponent)
        if shard.edits.isEmpty, link,
            (try? FileManager.default.linkItem(at: source, to: target)) != nil
        {
            return
        }
        try copy(source, to: target)
        guard !shard.edits.isEmpty else { return }
        // The copy of a read-only file is read-only.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: target.path)
        let handle = try FileHandle(forUpdating: target)
        defer { try? handle.close() }
        for edit in shard.edits {
            let bytes = edit.applied(to: try shard.file.bytes(edit.tensor))
            try handle.seek(toOffset: UInt64(edit.range.lowerBound))
            try handle.write(contentsOf: bytes)
        }
        try handle.synchronize()
    }

    static func size(_ url: URL) throws -> Int {
        var status = stat()
        guard stat(url.path, &status) == 0 else {
            throw UsageError("cannot read \(url.path): \(String(cString: strerror(errno)))")
        }
        return Int(status.st_size)
    }
}
