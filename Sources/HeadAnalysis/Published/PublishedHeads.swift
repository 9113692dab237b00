public import Artifacts
import Foundation
import Storage

/// Scores that the paper's authors published, as means: they come with the package, so that a
/// model's heads can be looked at without running it.
///
/// The values were made in `--mode paper`. The single values behind a mean are not here, so there
/// are no intervals.
public enum PublishedHeads {
    struct File: Decodable {
        var model: String
        var samples: Int
        /// [layer][head]
        var means: [[Double]]
    }

    /// Written out, so that help needs no resources.
    public static let names = ["llama-3.1-8b-instruct", "olmo-3-7b-think", "qwen3-8b"]

    /// The scores of a name; nil when it is none of ``names``. Upper and lower case are the same.
    public static func scores(_ name: String) throws -> HeadScores? {
        let name = name.lowercased()
        guard names.contains(name) else { return nil }
        let url = folder.appendingPathComponent("\(name).json")
        let file = try AtomicFile.read(json: File.self, from: url)
        var values: [HeadID: [Double]] = [:]
        for (layer, row) in file.means.enumerated() {
            for (head, mean) in row.enumerated() {
                values[HeadID(layer: layer, head: head)] = [mean]
            }
        }
        return HeadScores(
            model: file.model, mode: "paper", layers: file.means.count,
            heads: file.means.first?.count ?? 0, attempts: file.samples, values: values,
            meansOf: file.samples)
    }

    private static var folder: URL { Bundle.module.bundleURL.appending(path: "Resources") }
}
