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

    /// The files of a job; ``check()`` compares them.
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

/// Refuses jobs whose outputs would overwrite their inputs, also when they begin again.
public enum OverwriteGuard {
    /// - Throws: `UsageError` when one of `outputs` is an input, by whatever name (links, hard links,
    ///   mounts), or a folder that holds one.
    public static func check(_ inputs: [URL], outputs: [URL]) throws {
        let places = outputs.map { (url: $0, path: path($0), identity: FileIdentity($0.path)) }
        for input in inputs {
            let identity = FileIdentity(input.path)
            // The link that was given counts as well as what it stands for.
            let paths = [
                path(input),
                path(input.deletingLastPathComponent()) + "/" + input.lastPathComponent,
            ]
            let folders = paths.flatMap(above).compactMap { FileIdentity($0) }
            for output in places {
                let isSame = paths.contains { Array($0.utf8) == Array(output.path.utf8) }
                let isOneFile = identity != nil && identity == output.identity
                let isInside = output.identity.map(folders.contains) ?? false
                guard !isSame, !isOneFile, !isInside else {
                    throw UsageError(
                        "\(output.url.path) would be written over \(input.path), which is read for it; give another output."
                    )
                }
            }
        }
    }

    /// A folder and the files in it whose names count; of a file, itself.
    public static func files(_ url: URL, where counts: (_ name: String) -> Bool) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return [url] + names.filter(counts).map { url.appendingPathComponent($0) }
    }

    private static func path(_ file: URL) -> String {
        file.standardizedFileURL.resolvingSymlinksInPath().standardizedFileURL.path
    }

    /// The folders that hold a path, the root last.
    private static func above(_ path: String) -> [String] {
        var folders: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            folders.append(rest.isEmpty ? "/" : String(rest))
        }
        return folders
    }
}
