public import Artifacts
public import Foundation
import Haystacks
public import RetrievalHeads
public import Storage

/// The causal check: needles found as more heads are silenced, the ones with the highest scores and
/// as many random ones: `curve.json`.
public struct AblateStage {
    /// Tokens of whole prompts.
    public var lengths = [128, 256]
    /// Percent of the text before the needle.
    public var depths: [Double] = [0, 25, 50, 75, 100]
    /// Needles and the text around them; other ones than detection had make the check not circular.
    public var source = NeedleSource()
    /// Counts of heads, random sets, gate and scoring of probes.
    public var options = AblationOptions()
    /// Begin again instead of going on.
    public var restarts = false

    /// A stage of the defaults: five depths at 128 and 256 tokens.
    public init() {}

    /// Measures, or goes on where a killed run stopped.
    ///
    /// - Parameter out: the table; one line a set of heads stands beside it.
    /// - Throws: as ``AblationCurve``.
    public func run(
        _ model: LoadedModel, scores: HeadScores, out: URL, progress: ProgressHandler = { _ in }
    ) throws -> AblationTable {
        let source = try source.known(to: model.name)
        let grid = try HaystackGrid(
            lengths: lengths, depths: depths, needles: source.chosenNeedles())
        // Before a text of that length is made.
        try grid.check(contextLength: model.decoder.configuration.contextLength, model: model.name)
        let curve = try AblationCurve(
            model: model.detectionModel(), scores: scores, grid: grid,
            filler: source.filler.text(tokens: lengths.max() ?? 0), layout: source.layout,
            options: options)
        let table = AblationTable(
            try curve.run(out: out, restarts: restarts, progress: progress), options: options)
        try AtomicFile.write(json: table, to: out)
        return table
    }
}
