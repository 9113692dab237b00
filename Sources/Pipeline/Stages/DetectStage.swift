public import Foundation
import Haystacks
public import RetrievalHeads
public import Storage

/// Retrieval heads, found with needle-in-a-haystack probes: `heads.json`.
///
/// ```swift
/// var stage = DetectStage()
/// stage.lengths = [1024, 2048, 4096]
/// let report = try stage.run(model, out: folder.appending(path: "heads.json"))
/// print(report.scores.ranking.prefix(8))
/// ```
public struct DetectStage {
    /// Tokens of whole prompts.
    public var lengths = [128, 256, 512]
    /// Percent of the text before the needle.
    public var depths: [Double] = [0, 25, 50, 75, 100]
    /// Needles and the text around them.
    public var source = NeedleSource()
    /// Detectors, batches, length of answers and stopping rule.
    public var options = DetectionOptions()

    /// A stage of the defaults: five depths at 128, 256 and 512 tokens.
    public init() {}

    /// Detects, or goes on where a killed run stopped.
    ///
    /// - Parameter out: the scores; one line a probe stands beside them.
    /// - Throws: as `HeadDetector.run(out:progress:)`, and `UsageError` for lengths that the model
    ///   has no positions for.
    public func run(
        _ model: LoadedModel, out: URL, progress: ProgressHandler = { _ in }
    ) throws -> DetectionReport {
        try detector(model).run(out: out, progress: progress)
    }

    /// The detector, ready to run; it says how much memory it will take.
    package func detector(_ model: LoadedModel) throws -> HeadDetector {
        let source = try source.known(to: model.name)
        let grid = try HaystackGrid(
            lengths: lengths, depths: depths, needles: source.chosenNeedles())
        // Before a text of that length is made.
        try grid.check(contextLength: model.decoder.configuration.contextLength, model: model.name)
        return try HeadDetector(
            model: model.detectionModel(reasoning: options.reasoning), grid: grid,
            filler: source.filler.text(tokens: lengths.max() ?? 0), layout: source.layout,
            options: options)
    }
}
