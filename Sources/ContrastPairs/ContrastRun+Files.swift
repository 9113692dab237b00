import Artifacts
import Foundation

extension ContrastRun {
    /// What determines the samples. The filter is not here: it applies afterwards and may change.
    func record() throws -> JobRecord {
        JobRecord(
            kind: "contrast-run",
            settings: [
                "model": model,
                "silenced heads": mask.sorted().map(\.description).joined(separator: " "),
                "prompt file": try Fingerprint.of(file: source.file),
                "rows": source.range.map { "\($0.lowerBound)..<\($0.upperBound)" } ?? "all",
                "limit": source.limit.map { "\($0)" } ?? "none",
                "temperature": "\(options.sampling.temperature)",
                "top-p": "\(options.sampling.topP)",
                "top-k": "\(options.sampling.topK)",
                "max tokens": "\(options.sampling.maxTokens)",
                "seed": "\(options.sampling.seed)",
                "shared noise": "\(options.sharesNoise)",
                // On most hardware answers depend on it in the last bit, so resuming keeps it.
                "batch": "\(options.batch)",
            ])
    }

    /// Filters all samples and writes the pairs at once.
    func writePairs(
        _ prompts: [ContrastPrompt], _ samples: [ContrastSample], resumed: Int
    ) throws -> ContrastSummary {
        var dropped: [DropReason] = prompts.compactMap(\.dropped)
        var pairs: [PreferencePair] = []
        for sample in samples {
            if let reason = options.filter.reason(chosen: sample.chosen, rejected: sample.rejected)
            {
                dropped.append(reason)
            } else {
                pairs.append(sample.pair)
            }
        }
        try JSONLines.write(pairs, to: out)
        return ContrastSummary(
            prompts: prompts.count, sampled: samples.count, resumed: resumed, kept: pairs.count,
            dropped: Dictionary(dropped.map { ($0.rawValue, 1) }, uniquingKeysWith: +),
            chosenTruncated: samples.count { $0.chosen.finishReason == "length" },
            rejectedTruncated: samples.count { $0.rejected.finishReason == "length" },
            chosenTokens: samples.reduce(0) { $0 + $1.chosen.tokens },
            rejectedTokens: samples.reduce(0) { $0 + $1.rejected.tokens })
    }
}
