public import Artifacts

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
        var lines = ["rank   head  score  \(level)% interval"]
        for (index, row) in top.enumerated() {
            let range = intervals[row.head].map {
                "\(ScoreText.fixed($0.lowerBound))-\(ScoreText.fixed($0.upperBound))"
            }
            let bar = String(repeating: "█", count: Int((row.score * 20).rounded()))
            let line = [
                ScoreText.padded(String(index + 1), 4), ScoreText.padded("\(row.head)", 5),
                ScoreText.fixed(row.score), range ?? "", bar,
            ].joined(separator: "  ")
            lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Concentration in a few lines.
    public static func summary(_ concentration: HeadConcentration) -> String {
        let counts = concentration.counts.map { "\($0.heads) at \($0.threshold)" }
        let first = concentration.counts.first { $0.threshold == 0.1 }?.firstLayer
        return """
            \(concentration.heads) heads, \(concentration.samples) successful probes
            heads at or above: \(counts.joined(separator: ", "))
            first layer at 0.1: \(first.map(String.init) ?? "none")
            Gini \(ScoreText.fixed(concentration.gini)), effective heads \
            \(ScoreText.fixed(concentration.effectiveHeads)), \
            \(ScoreText.fixed(concentration.zeroShare)) of the heads never copied

            """
    }
}
