public import Foundation
import Haystacks
public import RetrievalHeads
public import Storage

/// Detection by the published procedure with its accidents, for numbers to compare with the paper's.
public struct PaperDetectStage {
    /// The published folder: `needles.jsonl` and a folder `part1`, `part2`, … of texts for each of
    /// its needles.
    public var haystack: URL
    /// Tokens of the context: the published 20 from 0 to 5000.
    public var lengths = PaperGrid.lengths(from: 0, to: 5000)
    /// Percent of the context before the needle: the published 10, from 0 to 100.
    public var depths = PaperGrid.depths
    /// Whether prompts go through the chat template.
    public var template = ChatTemplateUse.auto
    /// Prompt tokens of one batch, about; nil for what 2 GiB of keys and values hold.
    public var batchTokens: Int?

    /// The published grid over a folder, which is read when the stage runs.
    public init(haystack: URL) { self.haystack = haystack }

    /// Whether prompts go through the chat template.
    public enum ChatTemplateUse: String, Sendable, CaseIterable {
        /// As the published code: only where the model's folder has one of the names that it knows.
        case auto
        case always, never

        package func applies(to folder: URL) -> Bool {
            switch self {
            case .auto: PaperPrompts.chatModels.contains(folder.lastPathComponent)
            case .always: true
            case .never: false
            }
        }
    }

    /// Detects, or goes on where a killed run stopped.
    ///
    /// - Parameter out: the scores in the published format; one line a probe stands beside them.
    /// - Throws: as `HeadDetector.run(out:progress:)`, and `UsageError` for a folder that lacks texts.
    public func run(
        _ model: LoadedModel, out: URL, progress: ProgressHandler = { _ in }
    ) throws -> DetectionReport {
        try detector(model).run(out: out, progress: progress)
    }

    /// The files that are read, for `JobFiles`.
    package var inputs: [URL] {
        OverwriteGuard.files(haystack) { _ in true }.flatMap { part in
            OverwriteGuard.files(part) { $0.hasSuffix(".txt") }
        }
    }

    package func detector(_ model: LoadedModel) throws -> HeadDetector {
        try HeadDetector(
            model: model.detectionModel(), paper: PaperHaystacks(folder: haystack),
            lengths: lengths, depths: depths, usesChatTemplate: template.applies(to: model.folder),
            batchTokens: batchTokens)
    }
}
