public import Foundation

/// What a job reads has to outlive what it writes, also when it begins again.
public enum KeptInputs {
    /// - Throws: `UsageError` when one of `outputs` is an input, by whatever name, or a folder that
    ///   holds one.
    public static func check(_ inputs: [URL], outputs: [URL]) throws {
        for output in outputs {
            let place = path(output)
            for input in inputs.map({ (url: $0, path: path($0)) })
            where input.path == place || input.path.hasPrefix(place == "/" ? "/" : place + "/") {
                throw UsageError(
                    "\(output.path) would be written over \(input.url.path), which is read for it; give another output."
                )
            }
        }
    }

    private static func path(_ file: URL) -> String {
        file.resolvingSymlinksInPath().standardizedFileURL.path
    }
}
