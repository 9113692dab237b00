import ArgumentParser
import Artifacts
import Foundation
import RetrievalHeads

/// A score file, or the name of published scores.
enum ScoreSource {
    static let help = ArgumentHelp(
        "A score file, or published scores: \(PublishedHeads.names.joined(separator: ", ")).",
        valueName: "heads.json")

    /// Scores, and a hash that tells them from others.
    static func read(_ name: String) throws -> (scores: HeadScores, fingerprint: String) {
        let url = URL(fileURLWithPath: name)
        if !FileManager.default.fileExists(atPath: url.path),
            let known = try PublishedHeads.scores(name)
        {
            return (known, "published \(name.lowercased())")
        }
        return (try HeadScores.read(url), try Fingerprint.of(file: url))
    }
}
