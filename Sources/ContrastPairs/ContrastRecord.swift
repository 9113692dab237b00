import Artifacts
import Foundation

/// What determines the samples of a run: `<out>.run.json`, written before the first sample.
///
/// A run is continued only when all of it is equal; otherwise answers of two different runs would
/// share a file. Filter settings are not here: they apply afterwards and may change freely.
struct ContrastRecord: Codable, Equatable {
    var kind = "contrast-run"
    var version = 1
    /// How the caller names the model; a fingerprint is best.
    var model: String
    var mask: [HeadID]
    /// SHA-256 of the prompt file.
    var prompts: String
    var firstRow: Int
    var rowLimit: Int?
    var promptLimit: Int?
    var sampling: Sampling
    var sharesNoise: Bool
    /// Answers depend on it in the last bit on most hardware, so resuming keeps it.
    var batch: Int

    /// What differs from another record, in words: `temperature 0.6, now 0.8`.
    func changes(to now: ContrastRecord) -> [String] {
        var list: [String] = []
        if mask != now.mask { list.append("other heads silenced") }
        if prompts != now.prompts { list.append("another prompt file") }
        for (before, after) in zip(settings, now.settings) where before.text != after.text {
            list.append("\(before.name) \(before.text), now \(after.text)")
        }
        return list
    }

    var settings: [(name: String, text: String)] {
        [
            ("model", model), ("first row", "\(firstRow)"), ("rows", Self.text(rowLimit)),
            ("limit", Self.text(promptLimit)), ("temperature", "\(sampling.temperature)"),
            ("top-p", "\(sampling.topP)"), ("top-k", "\(sampling.topK)"),
            ("max tokens", "\(sampling.maxTokens)"), ("seed", "\(sampling.seed)"),
            ("shared noise", "\(sharesNoise)"), ("batch", "\(batch)"),
        ]
    }

    static func text(_ limit: Int?) -> String { limit.map { "\($0)" } ?? "all" }
}
