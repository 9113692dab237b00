public import Foundation

/// The inputs and outputs of a job, compared before anything is done.
///
/// ```swift
/// try JobFiles(reads: [scores], writes: [mask]).check()
/// ```
public struct JobFiles {
    /// Files and folders; a folder counts as itself, so files that are read from it are named too.
    public var inputs: [URL]
    /// Every file that is written, side files included.
    public var files: [URL]
    /// Folders that are written, replaced or removed as a whole.
    public var folders: [URL]

    public init(reads inputs: [URL], writes files: [URL] = [], folders: [URL] = []) {
        self.inputs = inputs
        self.files = files
        self.folders = folders
    }

    /// - Throws: `UsageError` when an input would be lost, for outputs onto what is no file
    ///   (`OutputPlace`), and when another process writes one now (`OutputLock`).
    public func check() throws {
        try OverwriteGuard.check(inputs, outputs: files + folders)
        for file in files { try OutputPlace.file(file) }
        for folder in folders { try OutputPlace.folder(folder) }
        for output in files + folders { try OutputLock.check(output) }
    }
}
