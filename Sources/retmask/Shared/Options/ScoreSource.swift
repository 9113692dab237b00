import ArgumentParser
import Artifacts
import Foundation
import HeadAnalysis
import Storage

/// A score file, or the name of published scores.
enum ScoreSource {
    static let help = ArgumentHelp(
        "A score file, or published scores: \(PublishedHeads.names.joined(separator: ", ")).",
        valueName: "heads.json")

    /// Scores, and a hash that tells them from others. What their numbers do not say goes to standard
    /// error.
    static func read(
        _ name: String, shape: HeadShape? = nil
    ) throws -> (scores: HeadScores, fingerprint: String) {
        let found = try open(name, shape: shape)
        found.file.notes.forEach(Output.note)
        return (found.file.scores, found.fingerprint)
    }

    static func open(
        _ name: String, shape: HeadShape? = nil
    ) throws -> (file: ScoreFile, fingerprint: String) {
        let url = URL(fileURLWithPath: name)
        if !FileManager.default.fileExists(atPath: url.path),
            let known = try PublishedHeads.scores(name)
        {
            if let shape, known.shape != shape {
                throw UsageError(
                    "\(name) has \(known.layers) layers of \(known.heads) heads, not \(shape).")
            }
            return (ScoreFile(scores: known, format: .published), "published \(name.lowercased())")
        }
        return (try ScoreFile.read(url, shape: shape), try Fingerprint.of(file: url))
    }

    /// Two files; one that does not say its shape takes that of the other where it fits.
    ///
    /// - Parameter shape: of both, for files that do not say.
    static func pair(
        _ one: String, _ two: String, shape: HeadShape?
    ) throws -> (ScoreFile, ScoreFile) {
        var files = try (open(one, shape: shape).file, open(two, shape: shape).file)
        if !files.0.isComplete, files.1.isComplete {
            files.0 = (try? open(one, shape: files.1.scores.shape).file) ?? files.0
        } else if !files.1.isComplete, files.0.isComplete {
            files.1 = (try? open(two, shape: files.0.scores.shape).file) ?? files.1
        }
        return files
    }
}

extension ScoreFile {
    /// Whether the file itself says which heads the model has.
    fileprivate var isComplete: Bool { !hasKeyValueHeads && !hasGuessedShape }
}
