public import Artifacts
public import HeadAnalysis

/// The ranking as text.
public enum HeadTable {
    /// The `count` highest heads: rank, name, score, interval and a bar.
    ///
    ///     rank   head  score  95% interval
    ///        1   3-12  0.812  0.760-0.851  ████████████████
    public static func ranking(
        _ scores: HeadScores, count: Int = 20, intervals: ScoreIntervals? = nil
    ) -> String {
        let top = scores.ranking.prefix(count).filter { $0.score > 0 }
        guard !top.isEmpty else { return "no head has a score above 0\n" }
        let intervals = intervals ?? ScoreIntervals(scores, heads: top.map(\.head))
        let level = Int((intervals.level * 100).rounded())
        // Twenty letters are a score of 1, or the highest where a detector knows higher ones.
        let longest = max(1, top[0].score)
        var lines = ["rank   head  score  \(level)% interval"]
        for (index, row) in top.enumerated() {
            let range = intervals[row.head].map {
                "\(NumberText.fixed($0.lowerBound))-\(NumberText.fixed($0.upperBound))"
            }
            let bar = String(repeating: "█", count: Int((row.score / longest * 20).rounded()))
            let line = [
                "\(index + 1)".aligned(.right, width: 4), "\(row.head)".aligned(.right, width: 5),
                NumberText.fixed(row.score), range ?? "", bar,
            ].joined(separator: "  ")
            lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Concentration in a few lines: how many heads reach each threshold, in how many layers, from
    /// which layer on, and the four numbers of the spread.
    public static func summary(_ concentration: HeadConcentration) -> String {
        let samples = concentration.samples
        let values = samples == 1 ? "one value a head" : "\(samples) samples"
        let counts = concentration.counts.map { count in
            [
                "\(count.threshold)", "\(count.heads)", "\(count.layers)",
                count.firstLayer.map(String.init) ?? "none",
            ]
        }
        let rows = [["at least", "heads", "layers", "first layer"]] + counts
        return """
            \(concentration.heads) heads, \(values)
            \(rows.map(thresholdLine).joined(separator: "\n"))
            Gini \(NumberText.fixed(concentration.gini)), normalised entropy \
            \(NumberText.fixed(concentration.normalizedEntropy)), effective heads \
            \(NumberText.fixed(concentration.effectiveHeads)), \
            \(NumberText.fixed(concentration.zeroShare)) of the heads at 0

            """
    }

    private static func thresholdLine(_ cells: [String]) -> String {
        zip(cells, [8, 6, 7, 12]).map { $0.aligned(.right, width: $1) }.joined()
    }

    /// `top 10 between 3 needles (8-10 probes each): Jaccard 0.667 (least 0.538, 0 and 2), shuffled …`
    public static func line(_ overlap: GroupOverlap) -> String {
        let probes = overlap.groups.map(\.probes)
        return """
            top \(overlap.count) between \(overlap.groups.count) \(overlap.kind.rawValue)s \
            (\(probes.min() ?? 0)-\(probes.max() ?? 0) probes each): \
            Jaccard \(NumberText.fixed(overlap.mean)) \
            (least \(NumberText.fixed(overlap.least.jaccard)), \(overlap.least.one) and \
            \(overlap.least.two)), shuffled \(NumberText.fixed(overlap.shuffled)), \
            random sets \(NumberText.fixed(overlap.expected))
            """
    }
}
