public import Artifacts

/// How alike the retrieval heads of two score files are.
///
/// Heads have the same names in models of the same shape only; of others only what does not name a
/// head is compared.
public struct HeadComparison: Encodable, Sendable, Equatable {
    /// Heads that are among the best `count` of both.
    public struct Overlap: Encodable, Sendable, Equatable {
        public var count: Int
        public var shared: [HeadID]
        /// Shared heads over `count`.
        public var share: Double
        /// What two random lists would share: `count` over the number of heads.
        public var chance: Double
    }

    public var one: HeadConcentration
    public var two: HeadConcentration
    /// Why heads cannot be compared by name; nil when they can.
    public var difference: String?
    public var overlaps: [Overlap]
    /// Spearman's, over all heads.
    public var rankCorrelation: Double?

    public static let counts = [5, 10, 20, 30, 50]

    public init(_ one: HeadScores, _ two: HeadScores, counts: [Int] = Self.counts) {
        self.one = HeadConcentration(one)
        self.two = HeadConcentration(two)
        guard one.layers == two.layers, one.heads == two.heads else {
            difference =
                "the first has \(one.layers) layers of \(one.heads) heads, the second \(two.layers) of \(two.heads): heads of the same name are not the same, so only the spread of the scores is compared."
            (overlaps, rankCorrelation) = ([], nil)
            return
        }
        difference = nil
        let (first, second) = (one.ranking, two.ranking)
        let all = one.layers * one.heads
        overlaps = counts.filter { $0 < all }.map { count in
            let known = Set(second.prefix(count).filter { $0.score > 0 }.map(\.head))
            let shared = first.prefix(count).filter { $0.score > 0 }.map(\.head)
                .filter(known.contains)
            return Overlap(
                count: count, shared: shared, share: Double(shared.count) / Double(count),
                chance: Double(count) / Double(all))
        }
        let heads = one.allHeads
        rankCorrelation = RankCorrelation.spearman(heads.map(one.score), heads.map(two.score))
    }

    /// The two in a few lines.
    public func text(_ firstName: String, _ secondName: String) -> String {
        var lines = [
            "\(ScoreText.padded("", 24))  \(ScoreText.padded(firstName, 24))  \(ScoreText.padded(secondName, 24))"
        ]
        func row(_ label: String, _ value: (HeadConcentration) -> String) {
            lines.append(
                [label, value(one), value(two)].map { ScoreText.padded($0, 24) }
                    .joined(separator: "  "))
        }
        row("heads") { "\($0.heads)" }
        row("successful probes") { "\($0.samples)" }
        for (index, count) in one.counts.enumerated() {
            row("at or above \(count.threshold)") { "\($0.counts[index].heads)" }
        }
        row("Gini") { ScoreText.fixed($0.gini) }
        row("effective heads") { ScoreText.fixed($0.effectiveHeads) }
        row("never copied") { ScoreText.fixed($0.zeroShare) }
        if let difference { return (lines + ["", difference]).joined(separator: "\n") + "\n" }
        lines.append("")
        for overlap in overlaps {
            lines.append(
                "top \(overlap.count): \(overlap.shared.count) shared (\(ScoreText.fixed(overlap.share)); by chance \(ScoreText.fixed(overlap.chance)))"
            )
        }
        if let rankCorrelation {
            lines.append("rank correlation of all heads: \(ScoreText.fixed(rankCorrelation))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
