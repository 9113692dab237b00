import Artifacts
import HeadAnalysis

/// The output of `retmask heads rank`; its JSON.
struct RankSummary: Encodable {
    var format: ScoreFormat
    var notes: [String]
    var layers: Int
    var heads: Int
    var samples: Int
    var concentration: HeadConcentration
    var depth: DepthProfile?
    /// Rank correlation of the scores of every other probe with the rest.
    var splitHalf: Double?
    /// Between needles and between lengths, where the trials are known.
    var groupOverlaps: [GroupOverlap]
    var ranking: [RankedHead]
    var selected: [HeadID]?
    var selection: String?
    var spread: SelectionSpread?

    /// Heads whose overlap between groups is shown when none are selected, or most of them.
    static let overlapCount = 10

    init(_ source: ScoreFile, mask: HeadMask?, trials: [NeedleTrial], rows: Int) {
        let scores = source.scores
        let ranking = scores.ranking
        let intervals = ScoreIntervals(scores, heads: ranking.prefix(rows).map(\.head))
        let selectedCount = mask.map(\.heads.count).flatMap { 2 * $0 <= ranking.count ? $0 : nil }
        let count = min(selectedCount ?? Self.overlapCount, ranking.count { $0.score > 0 })
        format = source.format
        notes = source.notes
        (layers, heads, samples) = (scores.layers, scores.heads, scores.samples)
        concentration = HeadConcentration(scores)
        depth = DepthProfile(scores)
        splitHalf = SplitHalf.correlation(scores)
        groupOverlaps = GroupOverlap.Kind.allCases.compactMap {
            GroupOverlap(
                trials, of: DetectorKind(mode: scores.mode) ?? .copy, by: $0, count: count)
        }
        self.ranking = scores.ranked(rows, intervals: intervals)
        selected = mask?.heads
        selection = mask?.selection
        spread = mask.flatMap { SelectionSpread($0.heads, of: scores) }
    }
}
