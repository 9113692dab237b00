import Artifacts
public import Foundation
import Storage

extension PairSampler {
    /// `<out>.answers.jsonl`: every answer as it came.
    public var answersFile: URL { Self.beside(out, "answers") }
    /// `<out>.samples.jsonl`: both answers of every prompt, before the filter (`ContrastSample`).
    public var samplesFile: URL { Self.beside(out, "samples") }
    /// `<out>.failed.jsonl`: requests without an answer (`UnansweredRequest`); absent when there are none.
    public var failuresFile: URL { Self.beside(out, "failed") }

    /// Everything that a run with this output writes but its record, the pairs first.
    public static func files(_ out: URL) -> [URL] {
        [out] + ["answers", "samples", "failed"].map { beside(out, $0) }
            + [CapturedReference.file(beside: out)]
    }

    private static func beside(_ out: URL, _ name: String) -> URL {
        out.deletingLastPathComponent()
            .appendingPathComponent("\(out.lastPathComponent).\(name).jsonl")
    }

    /// The settings that determine the answer to a prompt. The prompts, their number of samples and
    /// the filter are not here: these may change between runs.
    func record(_ responder: any Responder) -> JobRecord {
        var settings = [
            "model": model,
            "ablated model": ablated ?? "the same",
            "temperature": "\(options.sampling.temperature)",
            "top-p": "\(options.sampling.topP)",
            "top-k": "\(options.sampling.topK)",
            "max tokens": "\(options.sampling.maxTokens)",
            "seed": "\(options.sampling.seed)",
            "shared noise": "\(options.sharesNoise)",
        ]
        settings.merge(ablation.settings(meansText: meansText)) { $1 }
        if captures { settings["capture of the reference"] = "true" }
        // On most hardware answers of a live model depend on them in the last bit, so resuming keeps
        // them; a server's do not.
        if !responder.isBatchInvariant {
            settings["batch"] = "\(options.batch)"
            settings["window"] = "\(options.window)"
        }
        return JobRecord(kind: "contrast-run", settings: settings)
    }

    /// Filters all samples and writes samples, failures and pairs, each file at once.
    func finish(
        _ rows: PromptRows, _ items: [ContrastItem], _ log: AnswerLog,
        _ failures: [UnansweredRequest], resumed: Int
    ) throws -> ContrastSummary {
        var dropped: [DropReason] = rows.prompts.compactMap(\.dropped)
        var seen: Set<[ExactText]> = []
        var pairs: [PreferencePair] = []
        let samples = items.compactMap { item -> ContrastSample? in
            guard var sample = log.sample(item) else {
                dropped.append(.unanswered)
                return nil
            }
            sample.dropped = options.filter.reason(
                chosen: sample.chosen, rejected: sample.rejected)
            let texts = [item.hash, sample.chosen.text, sample.rejected.text]
            let isNew = seen.insert(texts.map { ExactText($0) }).inserted
            if sample.dropped == nil, !isNew { sample.dropped = .duplicatePair }
            if sample.dropped == nil { pairs.append(item.pair(sample)) }
            return sample
        }
        dropped += samples.compactMap(\.dropped)
        try JSONLines.write(samples, to: samplesFile)
        try writeFailures(failures)
        try JSONLines.write(pairs, to: out)
        return ContrastSummary(
            prompts: rows.prompts.count, sampled: samples.count, resumed: resumed,
            kept: pairs.count,
            failed: items.count - samples.count,
            dropped: Dictionary(dropped.map { ($0.rawValue, 1) }, uniquingKeysWith: +),
            chosenTruncated: samples.count(where: \.flags.chosenLength),
            rejectedTruncated: samples.count(where: \.flags.rejectedLength),
            chosenTokens: samples.reduce(0) { $0 + $1.chosen.tokens },
            rejectedTokens: samples.reduce(0) { $0 + $1.rejected.tokens },
            problems: rows.problems.isEmpty ? nil : rows.problems)
    }

    /// In the order of the prompts, whatever the order in which they failed.
    private func writeFailures(_ failures: [UnansweredRequest]) throws {
        guard !failures.isEmpty else {
            try? FileManager.default.removeItem(at: failuresFile)
            return
        }
        try JSONLines.write(
            failures.sorted {
                ($0.index, $0.sample, $0.side) < ($1.index, $1.sample, $1.side)
            }, to: failuresFile)
    }
}
