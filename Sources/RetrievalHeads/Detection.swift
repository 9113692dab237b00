public import Artifacts

/// What a detection run found.
public struct Detection: Sendable {
    /// One value per head and successful probe.
    public var scores: HeadScores
    /// All probes in the order of the grid, failed ones included.
    public var trials: [NeedleTrial]
    /// The ROUGE-1 recall that a success exceeds.
    public var recallAbove: Double

    /// How often the needle was found, by length and depth.
    public var summary: NeedleGridSummary { NeedleGridSummary(trials) }

    /// The outcome in one sentence; it says why there are no scores when there are none.
    public var sentence: String { summary.sentence(recallAbove: recallAbove) }

    /// The scores of a run from its trials: values of the successful probes, in the order of the
    /// grid; failed probes count as attempts only.
    static func scores(
        _ trials: [NeedleTrial], model: String, mode: DetectionMode, layers: Int, heads: Int
    ) -> HeadScores {
        let found = trials.filter(\.success)
        var values: [HeadID: [Double]] = [:]
        for layer in 0..<layers {
            for head in 0..<heads {
                values[HeadID(layer: layer, head: head)] = found.map {
                    $0.scores[layer * heads + head]
                }
            }
        }
        return HeadScores(
            model: model, mode: mode.rawValue, layers: layers, heads: heads,
            attempts: trials.count, values: values)
    }
}
