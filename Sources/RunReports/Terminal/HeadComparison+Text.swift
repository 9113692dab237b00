public import HeadAnalysis

extension HeadComparison {
    /// The two in a few lines.
    public func text(_ firstName: String, _ secondName: String) -> String {
        var lines = [row("", firstName, secondName)]
        func add(_ label: String, _ value: (HeadConcentration) -> String) {
            lines.append(row(label, value(one), value(two)))
        }
        add("heads") { "\($0.heads)" }
        add("samples") { "\($0.samples)" }
        for (index, count) in one.counts.enumerated() {
            add("at or above \(count.threshold)") { "\($0.counts[index].heads)" }
        }
        add("Gini") { NumberText.fixed($0.gini) }
        add("normalised entropy") { NumberText.fixed($0.normalizedEntropy) }
        add("effective heads") { NumberText.fixed($0.effectiveHeads) }
        add("share at 0") { NumberText.fixed($0.zeroShare) }
        lines += depthLines + [""]
        if let difference { return (lines + [difference]).joined(separator: "\n") + "\n" }
        lines += overlaps.map(Self.line)
        if let rankCorrelation {
            lines.append("rank correlation of all heads: \(NumberText.fixed(rankCorrelation))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ cells: String...) -> String {
        cells.map { $0.aligned(.right, width: 24) }.joined(separator: "  ")
    }

    /// Share of the score by relative depth, bottom to top.
    private var depthLines: [String] {
        guard let depthOne, let depthTwo, let depthOverlap else { return [] }
        let width = 100 / depthOne.shares.count
        let stretches = zip(depthOne.shares, depthTwo.shares).enumerated().map { index, shares in
            row(
                "score at depth \(index * width)-\((index + 1) * width)%",
                NumberText.fixed(shares.0), NumberText.fixed(shares.1))
        }
        return [
            row(
                "mean depth", NumberText.fixed(depthOne.meanDepth),
                NumberText.fixed(depthTwo.meanDepth))
        ] + stretches + ["", "depth profiles in common: \(NumberText.fixed(depthOverlap))"]
    }

    private static func line(_ overlap: Overlap) -> String {
        let jaccard = overlap.sets.map {
            "; Jaccard \(NumberText.fixed($0.jaccard)), random sets \(NumberText.fixed($0.expected))"
        }
        return
            "top \(overlap.count): \(overlap.shared.count) shared (\(NumberText.fixed(overlap.share)); by chance \(NumberText.fixed(overlap.chance)))\(jaccard ?? "")"
    }
}
