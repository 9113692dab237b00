public import Artifacts

/// The score by relative depth, bottom to top; models of different depths can be compared by it.
///
/// Layer l of L takes the stretch from l / L to (l + 1) / L of the depth, and its score is spread
/// evenly over it. `shares` are the parts of the whole score in ten equal stretches.
///
///     // 2 layers with total scores 3 and 1, in 4 stretches
///     DepthProfile(scores, stretches: 4)?.shares      // [0.375, 0.375, 0.125, 0.125]
///     DepthProfile(scores, stretches: 4)?.meanDepth   // 0.75 · 0.25 + 0.25 · 0.75 = 0.375
public struct DepthProfile: Encodable, Sendable, Equatable {
    /// Sum to 1.
    public var shares: [Double]
    /// Centre of the score: 0 at the first layer's bottom, 1 at the last one's top.
    public var meanDepth: Double

    /// Nil when no head scores above 0.
    public init?(_ scores: HeadScores, stretches: Int = 10) {
        let layers = (0..<scores.layers).map { layer in
            (0..<scores.heads).reduce(0.0) {
                $0 + max(0, scores.score(HeadID(layer: layer, head: $1)))
            }
        }
        let total = layers.reduce(0, +)
        guard total > 0, stretches > 0 else { return nil }
        let depth = Double(layers.count)
        let weights = layers.map { $0 / total }
        shares = (0..<stretches).map { stretch in
            // In units of layers.
            let low = Double(stretch) / Double(stretches) * depth
            let high = Double(stretch + 1) / Double(stretches) * depth
            return weights.enumerated().reduce(0.0) { sum, item in
                let bottom = Double(item.offset)
                return sum + item.element * max(0, min(high, bottom + 1) - max(low, bottom))
            }
        }
        meanDepth = weights.enumerated().reduce(0.0) {
            $0 + $1.element * (Double($1.offset) + 0.5) / depth
        }
    }

    /// The overlap of two profiles, 0 (no shared depth) to 1 (the same): Σ min(p, q).
    ///
    /// Most models hold their retrieval heads in the middle, so a high value is no sign of kinship.
    public func overlap(_ other: DepthProfile) -> Double {
        zip(shares, other.shares).reduce(0.0) { $0 + min($1.0, $1.1) }
    }
}
