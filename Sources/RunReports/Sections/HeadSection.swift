import Artifacts
import HeadAnalysis

extension RunReport {
    /// Heat map and ranking; one sentence instead where no head has a score.
    var headSection: Section? {
        let shown = detections.filter {
            ($0.scores?.layers ?? 0) > 0 && ($0.scores?.heads ?? 0) > 0
        }
        guard !shown.isEmpty else { return nil }
        return Section("heads", "Retrieval heads") {
            for detection in shown {
                Self.heading(detection.name)
                if let scores = detection.scores { heads(scores, detection) }
            }
        }
    }

    /// The name of a variant; nothing for none.
    @MarkupBuilder static func heading(_ name: String) -> [Markup] {
        if !name.isEmpty { tag("h3", ["dir": "auto"]) { name } }
    }

    @MarkupBuilder private func heads(
        _ scores: HeadScores, _ detection: Detection
    ) -> [Markup] {
        let selected = Set(detection.mask?.heads ?? [])
        if scores.samples == 0 {
            tag("p") {
                """
                None of \(scores.attempts) probes found its needle, so no head has a score. \
                The model does not retrieve at these lengths, or does not answer in this \
                prompt format.
                """
            }
        } else {
            tag("p") {
                """
                A head's score is the share of the needle's tokens that it copied, averaged \
                over \(scores.samples) successful probes of \(scores.attempts) \
                (\(scores.mode) mode).
                """
                for selection in detection.selections {
                    let name = selection.name.isEmpty ? "" : " (\(selection.name))"
                    " Silenced\(name): \(selection.mask.selection), \(selection.mask.heads.count) heads."
                }
            }
            tag("div", ["class": "pair"]) {
                Blocks.figure(
                    "Scores by layer and head",
                    HeadMapFigure(scores, selected: selected).markup())
                ranked(scores, selected, threshold: detection.threshold)
            }
        }
    }

    func ranked(
        _ scores: HeadScores, _ selected: Set<HeadID>, threshold: Double?
    ) -> Markup {
        // Heads without an interval get no whisker.
        let intervals = ScoreIntervals(scores).bounds
        let figure = RankFigure(
            scores, selected: selected, intervals: intervals, threshold: threshold)
        let axes = figure.hasLogarithmicRanks ? "Logarithmic axes" : "Logarithmic axis"
        return Blocks.figure(
            "Scores by rank",
            note: intervals.isEmpty ? "\(axes)." : "\(axes); lines are 95% intervals.",
            figure.markup(), numbers: rankingTable(scores, selected, intervals))
    }

    /// The first 50 heads.
    func rankingTable(
        _ scores: HeadScores, _ selected: Set<HeadID>, _ intervals: [HeadID: ClosedRange<Double>]
    ) -> Markup {
        var table = TextTable(columns: [
            .init("rank", .right), .init("head", .right), .init("score", .right),
            .init("95% interval", .right), .init("silenced"),
        ])
        for (index, item) in scores.ranking.prefix(50).enumerated() {
            let interval = intervals[item.head].map {
                "\(NumberText.short($0.lowerBound)) to \(NumberText.short($0.upperBound))"
            }
            table.rows.append([
                "\(index + 1)", item.head.description, NumberText.short(item.score),
                interval ?? "–", selected.contains(item.head) ? "yes" : "",
            ])
        }
        return Blocks.table(table)
    }
}

extension RunReport {
    /// Lengths and depths at which the needle was found.
    var needleSection: Section? {
        let shown = detections.filter { !$0.trials.isEmpty }
        guard !shown.isEmpty else { return nil }
        return Section("needles", "Needles") {
            for detection in shown {
                Self.heading(detection.name)
                needles(detection.trials)
            }
        }
    }

    @MarkupBuilder private func needles(_ trials: [NeedleTrial]) -> [Markup] {
        let figure = NeedleFigure(trials)
        let found = trials.count { $0.success }
        tag("p") {
            found == 0
                ? "The needle was found in none of \(trials.count) probes."
                : "The needle was found in \(found) of \(trials.count) probes; recall is "
                    + "ROUGE-1 of the expected answer in what the model wrote."
        }
        tag("div", ["class": "pair"]) {
            Blocks.figure("Needles found", figure.markup(.success))
            Blocks.figure("Mean recall", figure.markup(.recall), numbers: needleTable(figure))
        }
    }

    /// Needles found as more heads are silenced.
    var curveSection: Section? {
        guard !curves.isEmpty else { return nil }
        return Section("curves", "Ablation curve") {
            for curve in curves {
                Self.heading(curve.name)
                tag("p") { curve.report.answer }
                curve.report.curves
            }
        }
    }

    func needleTable(_ figure: NeedleFigure) -> Markup {
        var table = TextTable(columns: [
            .init("length", .right), .init("depth", .right), .init("found", .right),
            .init("probes", .right), .init("mean recall", .right),
        ])
        for length in figure.lengths {
            for depth in figure.depths {
                guard let cell = figure.cells[.init(length: length, depth: depth)] else { continue }
                table.rows.append([
                    "\(length)", "\(NumberText.short(depth))%", "\(cell.successes)",
                    "\(cell.attempts)", NumberText.short(cell.meanRecall),
                ])
            }
        }
        return Blocks.table(table)
    }
}
