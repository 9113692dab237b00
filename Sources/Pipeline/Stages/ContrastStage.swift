public import Artifacts
public import ContrastPairs
import DecoderModels
public import Foundation
import PreferenceTraining
public import Storage

/// Pairs of answers, one with all heads and one without some: `pairs.jsonl`.
///
/// ```swift
/// let stage = ContrastStage(prompts: PromptSource(file: chats), mask: mask)
/// let result = try stage.run(model, out: folder.appending(path: "pairs.jsonl"))
/// print(result.pairs.kept)
/// ```
public struct ContrastStage {
    /// The file of prompts, and which of its rows.
    public var prompts: PromptSource
    /// The ablation for the rejected answer.
    public var ablation: HeadAblation
    /// The text over which the gate `mean` takes its means.
    public var filler = FillerSource()
    /// Sampling, batches and filter.
    public var options = ContrastOptions()
    /// Whether the reference log-probabilities of both answers are noted while the prompts are at
    /// hand; `prefer` finds them beside the pairs.
    public var capturesReference = false
    /// Whether one row that cannot be used is enough to refuse the file of prompts.
    public var isStrict = false
    /// Begin again instead of going on.
    public var restarts = false

    /// The rejected answers come from the model with this ablation.
    public init(prompts: PromptSource, ablation: HeadAblation) {
        self.prompts = prompts
        self.ablation = ablation
    }

    /// The rejected answers come from the model with the heads of a mask silenced.
    public init(prompts: PromptSource, mask: HeadMask) {
        self.init(prompts: prompts, ablation: HeadAblation(mask.heads))
    }

    /// The outcome of the stage.
    public struct Report {
        /// Counts of prompts, answers and pairs.
        public var pairs: ContrastSummary
        /// Of `capturesReference`.
        public var captured: Captured?

        /// The capture of the reference's log-probabilities.
        public struct Captured: Encodable {
            /// Of the pairs that are kept, those of earlier runs too.
            public var pairs: Int
            /// Its seconds in this process, beside the sampling.
            public var seconds: Double
        }
    }

    /// Samples, or goes on where a killed run stopped.
    ///
    /// - Parameters:
    ///   - out: the pairs; `PairSampler` says what stands beside them.
    ///   - rowProblems: called first with what is wrong with rows of the prompt file.
    /// - Throws: as `PairSampler`.
    @discardableResult
    public func run(
        _ model: LoadedModel, out: URL, progress: ProgressHandler = { _ in },
        rowProblems: (RowProblems) -> Void = { _ in }
    ) throws -> Report {
        try model.check(ablation.heads)
        let means = try model.means(for: ablation, over: filler)
        var sampler = PairSampler(
            source: prompts, ablation: ablation, meansText: means?.textFingerprint, out: out,
            model: model.fingerprint, options: options, restarts: restarts)
        sampler.captures = capturesReference
        sampler.isStrict = isStrict
        func accept(_ prompt: ContrastPrompt) throws {
            _ = try model.chat.text(
                [prompt.message], generationPrompt: true, inputs: prompt.inputs)
        }
        let rowsOfBatch = 2 * options.batch
        guard capturesReference else {
            return Report(
                pairs: try sampler.sample(
                    model.responder(rows: rowsOfBatch, means: means), progress: progress,
                    rows: rowProblems,
                    accepts: accept))
        }
        let capture = ReferenceCapture(
            beside: out, model: model.decoder, fingerprint: model.fingerprint,
            tokens: try PreferenceTokens(model.chat, mode: .corrected)
        ) { options.filter.reason(chosen: $0, rejected: $1) == nil }
        let responder = model.responder(
            rows: rowsOfBatch, means: means, pairObserver: capture)
        let summary = try sampler.sample(
            responder, progress: progress, rows: rowProblems, accepts: accept,
            isComplete: { prompt, sample in
                try capture.isDone(
                    [prompt.message], prompt.inputs, chosen: sample.chosen,
                    rejected: sample.rejected)
            })
        return Report(
            pairs: summary,
            captured: try Report.Captured(
                pairs: capture.count(in: out), seconds: responder.scoringTime / .seconds(1)))
    }
}
