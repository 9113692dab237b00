public import Artifacts
public import Foundation
package import Haystacks
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
    /// - Throws: as `AblationCurve`.
    public func run(
        _ model: LoadedModel, scores: HeadScores, out: URL, progress: ProgressHandler = { _ in }
    ) throws -> AblationTable {
        let grid = try grid(model)
        let source = try source.known(to: model.name)
        let curve = try AblationCurve(
            model: model.detectionModel(), scores: scores, grid: grid,
            filler: source.filler.text(tokens: lengths.max() ?? 0), layout: source.layout,
            options: options)
        var table: AblationTable?
        _ = try curve.run(out: out, restarts: restarts, progress: progress) {
            let made = AblationTable($0, options: options)
            try AtomicFile.write(json: made, to: out)
            table = made
        }
        guard let table else { throw DataError("\(out.path) got no points.") }
        return table
    }

    /// The probes, before a text of their length is made.
    ///
    /// - Throws: `UsageError` for lengths that the model has no positions for.
    package func grid(_ model: LoadedModel) throws -> HaystackGrid {
        let grid = try HaystackGrid(
            lengths: lengths, depths: depths,
            needles: source.known(to: model.name).chosenNeedles())
        try grid.check(contextLength: model.decoder.configuration.contextLength, model: model.name)
        return grid
    }
}
