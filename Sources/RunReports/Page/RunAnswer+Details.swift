extension RunAnswer {
    /// Further findings of the run, one sentence each; parts that are missing have none.
    package var details: [String] {
        [heads, ablation, cells, skills, likelihood, pairs, training].compactMap { $0 }
    }

    var heads: String? {
        guard let scores = report.scores else { return nil }
        let count = scores.layers * scores.heads
        guard scores.samples > 0 else {
            return "No probe found its needle, so none of the \(count) heads has a score."
        }
        guard let mask = report.mask, !mask.heads.isEmpty else { return nil }
        let total = scores.allHeads.map(scores.score).reduce(0, +)
        let held = Set(mask.heads).map(scores.score).reduce(0, +)
        let share =
            total > 0
            ? "; they hold \(NumberText.percent(held / total)) of all retrieval score" : ""
        return "\(mask.heads.count) of \(count) heads were silenced (\(mask.selection))\(share)."
    }

    var ablation: String? {
        guard let means = means(of: report.ablated) else { return nil }
        let change = change(of: report.ablated).map {
            ", a change of \(Self.signed($0.mean)) (\(Self.interval($0)))"
        }
        return """
            Silencing them takes the long-context mean from \(Self.text(means.before)) to \
            \(Self.text(means.after))\(change ?? "").
            """
    }

    /// The number of single cells that moved further than their interval.
    var cells: String? {
        let all = compared(report.subject, controls: false)
        guard all.count > 1 else { return nil }
        let better = all.count { $0.low > 0 }
        let worse = all.count { $0.high < 0 }
        return """
            Of \(all.count) single comparisons \(better) are better and \(worse) worse beyond \
            their 95% intervals; by chance alone about \(max((all.count + 10) / 20, 1)) would be.
            """
    }

    var skills: String? {
        guard let change = change(of: report.subject, controls: true) else { return nil }
        let verdict =
            change.isBeyondChance ? "" : ", which includes 0"
        return """
            General skills (\(change.categories) control \
            \(change.categories == 1 ? "category" : "categories")) changed by \
            \(Self.signed(change.mean)) (\(Self.interval(change))\(verdict)).
            """
    }

    var likelihood: String? {
        let all = report.differences.filter {
            $0.model == report.subject && $0.against == report.base
                && MetricUnit.of($0.metric) == .nats && $0.mean.isFinite
        }
        guard let change = Self.change(all) else { return nil }
        let unit = MetricUnit.nats
        return """
            The negative log-likelihood of plain text changed by \(unit.difference(change.mean)) \
            nats per token (95% interval \(unit.difference(change.low)) to \
            \(unit.difference(change.high)); less is better).
            """
    }

    var pairs: String? {
        guard let counts = report.pairCounts else { return nil }
        let total = counts.kept + counts.dropped.values.reduce(0, +)
        return "\(counts.kept) of \(total) prompts gave a pair to learn from."
    }

    var training: String? {
        guard let first = report.training.first, let last = report.training.last,
            report.training.count > 1
        else { return nil }
        let accuracy = last.metrics["rewards/accuracies"].map {
            "; at the end \(NumberText.percent($0)) of a batch's pairs were ranked rightly"
        }
        return """
            Training took \(last.step) steps; the loss went from \(NumberText.short(first.loss)) \
            to \(NumberText.short(last.loss))\(accuracy ?? "").
            """
    }
}
