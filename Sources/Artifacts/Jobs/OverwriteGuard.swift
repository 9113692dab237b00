public import Foundation

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
