public import Artifacts
public import Foundation
public import Storage

/// Answers every prompt twice, with all heads and with some ablated, and writes the pairs.
///
/// Files beside `out` (`pairs.jsonl`, or `.jsonl.gz`):
/// - `<out>.run.json`: what was asked for, so that another run is not mixed in;
/// - `<out>.answers.jsonl`: every answer as it came, under the hash of its prompt;
/// - `<out>.samples.jsonl`: both answers of every prompt with finish reasons, token counts and
///   flags, in the order of the prompts;
/// - `<out>.captured.jsonl`: the reference's log-probabilities, where someone notes them
///   (`CapturedReference`);
/// - `<out>.failed.jsonl`: what was not answered, and why; absent when there is nothing;
/// - `out` itself: the pairs that the filter keeps, in the order of the prompts, whole or absent.
///
/// The run goes on where a killed one stopped and ends with the same bytes: prompts are answered in
/// windows cut at fixed places, and each sample has random streams of its own. Answers are found by
/// the text of their prompt, so a prompt file that has grown keeps what was done.
///
/// ```swift
/// let sampler = PairSampler(
///     source: PromptSource(file: chats), ablation: HeadAblation(mask.heads), out: pairs,
///     model: "organism")
/// let summary = try sampler.sample(responder) { bar.update($0) }
/// ```
public struct PairSampler: Sendable {
    /// The file of prompts, and which of its rows.
    public var source: PromptSource
    /// The ablation for the rejected answer; none when `ablated` names a model of its own.
    public var ablation: HeadAblation
    /// Names the text of the means in the record, where the gate is `mean`; a fingerprint tells
    /// texts apart best.
    public var meansText: String?
    /// The pairs; the other files stand beside it.
    public var out: URL
    /// Names the model in the record; a fingerprint of its weights keeps models apart best.
    public var model: String
    /// Names the ablated model when it is not `model` with `ablation`: a second endpoint, for example.
    public var ablated: String?
    /// Sampling, batches and filter.
    public var options: ContrastOptions
    /// Whether more is noted of each pair than its answers (`sample`'s `isComplete`). A run that began
    /// without goes on without: its pairs would all be answered again.
    public var captures = false
    /// Whether one row of the prompt file that cannot be used is enough to refuse the file.
    public var isStrict = false
    /// Removes what an earlier run left instead of continuing it.
    public var restarts: Bool
    /// For tests of progress: seconds.
    package var now: @Sendable () -> Double = { ProgressClock.system() }

    /// A sampler; ``sample(_:progress:rows:accepts:isComplete:)`` checks its values.
    public init(
        source: PromptSource, ablation: HeadAblation, meansText: String? = nil, out: URL,
        model: String, ablated: String? = nil, options: ContrastOptions = ContrastOptions(),
        restarts: Bool = false
    ) {
        self.source = source
        self.ablation = ablation
        self.meansText = meansText
        self.out = out
        self.model = model
        self.ablated = ablated
        self.options = options
        self.restarts = restarts
    }

    /// - Parameters:
    ///   - onRows: called first with what is wrong with rows of the prompt file, also when nothing is.
    ///   - accepts: throws a `DataError` for a prompt that cannot be asked; its row is refused.
    ///   - isComplete: whether nothing else is wanted of a pair whose answers are there; a window
    ///     that lacks something is answered again.
    /// - Throws: `UsageError` for settings that cannot be used and for files of another run,
    ///   `DataError` when no prompt row is good, and whatever the responder throws.
    public func sample(
        _ responder: any Responder, progress: ProgressHandler = { _ in },
        rows onRows: (RowProblems) -> Void = { _ in },
        accepts: (ContrastPrompt) throws -> Void = { _ in },
        isComplete: (ContrastPrompt, ContrastSample) throws -> Bool = { _, _ in true }
    ) throws -> ContrastSummary {
        try options.validate()
        guard !ablation.isIdentity || ablated != nil else {
            throw UsageError(
                ablation.heads.isEmpty
                    ? "no head is silenced, so both answers would be the same."
                    : "the gate \(ablation.gate) leaves the heads as they are, so both answers would be the same."
            )
        }
        let rows = try source.read(isStrict: isStrict, accepts: accepts)
        onRows(rows.problems)
        let lock = try record(responder).claim(
            Self.files(out), out: out, inputs: [source.file], restarts: restarts)
        defer { lock.release() }
        let items = ContrastItem.all(rows.prompts, options)
        var log = try AnswerLog(answersFile)
        let windows = windows(of: items, responder)
        let tally = SamplingTally(windows, log, options, clock: ProgressClock(now: now))
        progress(tally.report)
        var failures: [UnansweredRequest] = []
        func isDone(_ item: ContrastItem) throws -> Bool {
            try log.sample(item).map { try isComplete(item.prompt, $0) } ?? false
        }
        for (number, window) in windows.enumerated() where try !window.allSatisfy(isDone) {
            // A window that was cut off is answered again from its beginning: in another batch the
            // same prompt could round differently in the last bit. What is there already stays.
            let questions = window.flatMap { item in ContrastSide.allCases.map { (item, $0) } }
                .filter { !responder.isBatchInvariant || log[$0.0.key($0.1)] == nil }
            var missing = Set(questions.map { $0.0.key($0.1) }.filter { log[$0] == nil })
            tally.begin(window: number, of: window, asking: questions, log)
            do {
                try tally.telling(progress, of: responder) {
                    try responder.respond(to: questions.map { request($0, $1) }) { index, outcome in
                        let (item, side) = questions[index]
                        missing.remove(item.key(side))
                        switch outcome {
                        case .success(let answer):
                            if try log.add(answer, to: item, side), let sample = log.sample(item) {
                                tally.add(sample)
                            }
                            tally.meter.takeAnswers()
                        case .failure(let failure):
                            failures.append(UnansweredRequest(item, side, failure))
                            tally.failed += 1
                            tally.meter.refuse(index)
                        }
                        progress(tally.report)
                        // The rest of the window is computed for its batch only, unless more is wanted of a pair
                        // than its answers.
                        // Prompts that do not fit fail before anything is computed, so a window that lacks
                        // only those costs nothing.
                        guard !responder.isBatchInvariant, missing.isEmpty else { return }
                        if try window.filter(log.has).allSatisfy(isDone) { throw NothingMissing() }
                    }
                }
            } catch is NothingMissing {}
        }
        return try finish(rows, items, log, failures, resumed: tally.resumed)
    }

    /// Ends a window whose other answers are there already.
    private struct NothingMissing: Error {}

    /// Stretches of items that are asked together.
    private func windows(
        of items: [ContrastItem], _ responder: any Responder
    ) -> [ArraySlice<ContrastItem>] {
        let size = responder.isBatchInvariant ? max(items.count, 1) : options.window
        return stride(from: 0, to: items.count, by: size).map {
            items[$0..<min($0 + size, items.count)]
        }
    }

    private func request(_ item: ContrastItem, _ side: ContrastSide) -> CompletionRequest {
        var sampling = options.sampling
        sampling.seed = item.seed(side)
        return CompletionRequest(
            messages: [item.prompt.message], inputs: item.prompt.inputs, sampling: sampling,
            ablation: side == .rejected ? ablation : .none, isAblated: side == .rejected)
    }
}
