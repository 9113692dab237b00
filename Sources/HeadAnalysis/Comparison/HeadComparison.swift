public import Artifacts

/// The similarity of the retrieval heads of two score files.
///
/// Heads have the same names in models of the same shape only; of others only what does not name a
/// head is compared.
public struct HeadComparison: Encodable, Sendable, Equatable {
    /// Heads that are among the best `count` of both.
    public struct Overlap: Encodable, Sendable, Equatable {
        /// Length of both lists.
        public var count: Int
        /// Heads on both lists with a score above 0, in the order of the first.
        public var shared: [HeadID]
        /// Shared heads over `count`.
        public var share: Double
        /// The expected share of two random lists: `count` over the number of heads.
        public var chance: Double
        /// Jaccard index of the two lists beside that of random ones; heads that score 0 are on no
        /// list. Nil when both lists are empty.
        public var sets: SetOverlap?
    }

    /// Spread of the first file's scores.
    public var one: HeadConcentration
    /// Spread of the second file's scores.
    public var two: HeadConcentration
    /// Nil where no head scores.
    public var depthOne: DepthProfile?
    /// Profile of the second file, in the same way.
    public var depthTwo: DepthProfile?
    /// The overlap of the two depth profiles, 0 to 1.
    public var depthOverlap: Double?
    /// The reason why heads cannot be compared by name; nil when they can.
    public var difference: String?
    /// One for each count below the number of heads; empty where heads cannot be compared by name.
    public var overlaps: [Overlap]
    /// Spearman's, over all heads.
    public var rankCorrelation: Double?

    /// Lengths of the lists of best heads in the reports.
    public static let counts = [5, 10, 20, 30, 50]

    /// A comparison of two score files of whatever models and detectors.
    public init(_ one: HeadScores, _ two: HeadScores, counts: [Int] = Self.counts) {
        self.one = HeadConcentration(one)
        self.two = HeadConcentration(two)
        let depths = (DepthProfile(one), DepthProfile(two))
        (depthOne, depthTwo) = depths
        depthOverlap = depths.0.flatMap { first in depths.1.map(first.overlap) }
        guard one.shape == two.shape else {
            difference =
                "the first has \(one.layers) layers of \(one.heads) heads, the second \(two.layers) of \(two.heads): heads of the same name are not the same, so only the spread of the scores is compared."
            (overlaps, rankCorrelation) = ([], nil)
            return
        }
        difference = nil
        let rankings = (one.ranking, two.ranking)
        let all = one.layers * one.heads
        overlaps = counts.filter { $0 < all }.map { count in
            func best(_ ranking: [(head: HeadID, score: Double)]) -> [HeadID] {
                ranking.prefix(count).filter { $0.score > 0 }.map(\.head)
            }
            let (first, second) = (best(rankings.0), Set(best(rankings.1)))
            let shared = first.filter(second.contains)
            return Overlap(
                count: count, shared: shared, share: Double(shared.count) / Double(count),
                chance: Double(count) / Double(all),
                sets: SetOverlap(Set(first), second, of: all))
        }
        let heads = one.allHeads
        rankCorrelation = RankCorrelation.spearman(heads.map(one.score), heads.map(two.score))
    }
}
