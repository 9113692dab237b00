public import Artifacts
public import Foundation

/// Answers every prompt twice, with all heads and with some silenced, and writes the pairs.
///
/// Files beside `out` (`pairs.jsonl`, or `.jsonl.gz`):
/// - `<out>.run.json`: what was asked for, so that another run is not mixed in;
/// - `<out>.samples.jsonl`: every pair of answers as it came, with finish reasons and token counts;
/// - `out` itself: the pairs that the filter keeps, in the order of the prompts, whole or absent.
///
/// The run goes on where a killed one stopped and ends with the same bytes: prompts are answered in
/// fixed batches, and each prompt has random streams of its own.
///
/// ```swift
/// let run = ContrastRun(
///     source: PromptSource(file: chats), mask: mask.heads, out: pairs, model: "organism")
/// let summary = try run.run(responder) { bar.update($0) }
/// ```
public struct ContrastRun: Sendable {
    public var source: PromptSource
    /// Heads silenced for the rejected answer.
    public var mask: [HeadID]
    public var out: URL
    /// Names the model in the record; a fingerprint of its weights keeps models apart best.
    public var model: String
    public var options: ContrastOptions
    /// Removes what an earlier run left instead of continuing it.
    public var restarts: Bool

    public init(
        source: PromptSource, mask: [HeadID], out: URL, model: String,
        options: ContrastOptions = ContrastOptions(), restarts: Bool = false
    ) {
        self.source = source
        self.mask = mask
        self.out = out
        self.model = model
        self.options = options
        self.restarts = restarts
    }

    public var samplesFile: URL {
        out.deletingLastPathComponent()
            .appendingPathComponent("\(out.lastPathComponent).samples.jsonl")
    }

    /// - Throws: `UsageError` for settings that cannot be used and for files of another run,
    ///   `DataError` for bad prompt rows, and whatever the responder throws.
    public func run(
        _ responder: any Responder, progress: ProgressHandler = { _ in }
    ) throws -> ContrastSummary {
        try options.validate()
        guard !mask.isEmpty else {
            throw UsageError("no head is silenced, so both answers would be the same.")
        }
        let prompts = try source.read()
        try record().claim([out, samplesFile], out: out, restarts: restarts)
        let wanted = prompts.filter { $0.dropped == nil }
        let log = try JSONLinesAppender<ContrastSample>(samplesFile)
        let resumed = log.existing.count
        guard resumed <= wanted.count,
            zip(log.existing, wanted).allSatisfy({ $0.index == $1.index && $0.prompt == $1.text })
        else {
            throw DataError(
                "\(samplesFile.path) does not belong to \(source.file.path); use --restart to begin again."
            )
        }
        var samples = log.existing
        var kept = samples.count(where: isKept)
        func report() {
            progress(
                ProgressReport(
                    label: "sampling pairs", done: samples.count, total: wanted.count,
                    resumed: resumed, detail: samples.isEmpty ? "" : "\(kept) kept"))
        }
        report()
        for start in stride(from: 0, to: wanted.count, by: options.batch) {
            let batch = wanted[start..<min(start + options.batch, wanted.count)]
            guard samples.count < batch.endIndex else { continue }
            // A batch that was cut off while it was written is answered again as a whole: in
            // another batch the same prompt could round differently in the last bit.
            let answers = try answer(Array(batch), responder)
            for sample in answers.dropFirst(samples.count - start) {
                try log.append(sample)
                samples.append(sample)
                if isKept(sample) { kept += 1 }
            }
            report()
        }
        return try writePairs(prompts, samples, resumed: resumed)
    }

    func isKept(_ sample: ContrastSample) -> Bool {
        options.filter.reason(chosen: sample.chosen, rejected: sample.rejected) == nil
    }

    func answer(
        _ prompts: [ContrastPrompt], _ responder: any Responder
    ) throws -> [ContrastSample] {
        let seeds = prompts.map { self.seeds(of: $0) }
        var requests: [CompletionRequest] = []
        for (prompt, seed) in zip(prompts, seeds) {
            var sampling = options.sampling
            sampling.seed = seed.chosen
            requests.append(.init(messages: [.user(prompt.text)], sampling: sampling))
            sampling.seed = seed.rejected
            requests.append(
                .init(messages: [.user(prompt.text)], sampling: sampling, silenced: mask))
        }
        let answers = try responder.respond(to: requests)
        guard answers.count == requests.count else {
            throw DataError(
                "the model gave \(answers.count) answers to \(requests.count) requests.")
        }
        return prompts.indices.map { index in
            ContrastSample(
                index: prompts[index].index, conversationID: prompts[index].conversationID,
                prompt: prompts[index].text, chosenSeed: seeds[index].chosen,
                rejectedSeed: seeds[index].rejected, chosen: answers[2 * index],
                rejected: answers[2 * index + 1])
        }
    }

    /// Streams by the row of the prompt, so that they do not depend on batches or on resuming.
    func seeds(of prompt: ContrastPrompt) -> (chosen: UInt64, rejected: UInt64) {
        var stream = SeededGenerator.derive(options.sampling.seed, UInt64(prompt.index))
        let chosen = stream.next()
        return (chosen, options.sharesNoise ? chosen : stream.next())
    }
}
