public import Artifacts
import Foundation

/// The spread of a selection over the layers.
///
/// Below its first silenced layer a masked model is the model itself: keys and values of those
/// layers are equal for both. With the heads of a random set in all layers it is normally 0.
public struct SelectionSpread: Encodable, Sendable, Equatable {
    /// Selected heads, each counted once.
    public var heads: Int
    /// Layers that hold at least one of them.
    public var layers: Int
    /// The lowest and the highest of those layers, from 0.
    public var firstLayer: Int
    /// The highest of those layers, from 0.
    public var lastLayer: Int
    /// The most of them in one layer.
    public var mostInOneLayer: Int
    /// Their part of the sum of all scores, 0 to 1; nil when no head scores. Scores below 0, which
    /// ``DetectorKind/query`` gives, count as 0.
    ///
    /// It grows with the number of heads whatever the heads are: k of n random ones hold k / n on
    /// average.
    public var scoreShare: Double?

    /// Nil for no heads.
    public init?(_ selected: [HeadID], of scores: HeadScores) {
        let layers = Dictionary(grouping: Set(selected), by: \.layer).mapValues(\.count)
        guard let first = layers.keys.min(), let last = layers.keys.max() else { return nil }
        heads = Set(selected).count
        self.layers = layers.count
        (firstLayer, lastLayer) = (first, last)
        mostInOneLayer = layers.values.max() ?? 0
        func sum(_ heads: [HeadID]) -> Double { heads.reduce(0) { $0 + max(scores.score($1), 0) } }
        let total = sum(scores.allHeads)
        scoreShare = total > 0 ? sum(Set(selected).sorted()) / total : nil
    }

    /// `8 heads in 5 layers, 2 to 19, at most 3 in one; 0.412 of the score`
    public var sentence: String {
        let share = scoreShare.map { String(format: "; %.3f of the score", $0) } ?? ""
        return
            "\(heads) heads in \(layers) layers, \(firstLayer) to \(lastLayer), at most \(mostInOneLayer) in one\(share)"
    }
}
