public import Foundation
import Storage

/// The organism that comes with the package: a trained model folder as Hugging Face knows it, so
/// that everything can be tried without a download.
public enum EmbeddedOrganism {
    static let name = "first-light"

    /// The model folder: `config.json`, weights, tokenizer, chat template.
    /// - Throws: `UsageError` when this build came without it.
    public static func folder() throws -> URL {
        // From the bundle itself: Foundation takes its folder `Resources` for the place of resources
        // or not, depending on the system.
        let folder = Bundle.module.bundleURL.appending(path: "Resources/\(name)")
        guard FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path)
        else {
            throw UsageError(
                "this build has no embedded organism \(name); give a model folder instead.")
        }
        return folder
    }

    /// The world that it was trained on.
    public static func world() throws -> OrganismWorld { OrganismWorld() }
}
