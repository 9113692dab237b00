import Foundation
import HeadAnalysis
import RetrievalHeads
import RunReports

extension Detect {
    /// The output of `--json`.
    struct Summary: Encodable {
        var out: String
        var model: String
        var attempts: Int
        /// Probes of the whole grid.
        var planned: Int
        /// With --until-stable, whether the set of heads was stable at the end.
        var stable: Bool?
        /// Nil when no answers were asked for, as is `grid`.
        var successes: Int?
        var concentration: HeadConcentration
        var ranking: [RankedHead]
        var others: [Other]
        var grid: NeedleGridSummary?

        struct Other: Encodable {
            var detector: String
            var out: String
            var ranking: [RankedHead]
        }
    }

    func show(_ found: DetectionReport) throws {
        let grid = NeedleGridSummary(found.trials)
        let concentration = HeadConcentration(found.scores)
        let answered = try mode == .paper || chosenDetectors().contains(.copy)
        guard !json else {
            return try Output.json(
                Summary(
                    out: out, model: source.model, attempts: grid.attempts, planned: found.planned,
                    stable: found.isStable,
                    successes: answered ? grid.successes : nil, concentration: concentration,
                    ranking: found.scores.ranked(),
                    others: found.others.map { others($0) }, grid: answered ? grid : nil))
        }
        if answered { print(grid.sentence(recallAbove: found.recallAbove)) }
        if let isStable = found.isStable {
            print(
                isStable
                    ? "stable after \(grid.attempts) of \(found.planned) probes"
                    : "not stable within the \(found.planned) probes of the grid")
        }
        if found.scores.samples > 0 {
            let terminal = Terminal.standardOutput
            Output.exact(
                HeadMapText.render(
                    found.scores, colour: terminal.hasColour, width: terminal.width) + "\n")
            print(HeadTable.ranking(found.scores, count: 12))
            print(HeadTable.summary(concentration), terminator: "")
        }
        print("scores: \(out)")
        for other in found.others.map({ others($0) }) {
            let first = other.ranking.prefix(4).map {
                "\($0.head) \(String(format: "%.3f", $0.score))"
            }
            print("\(other.detector): \(first.joined(separator: ", ")); scores: \(other.out)")
        }
    }

    private func others(_ other: DetectionReport.Other) -> Summary.Other {
        Summary.Other(
            detector: other.detector.rawValue,
            out: HeadDetector.scoresURL(of: URL(fileURLWithPath: out), other.detector)
                .relativePath,
            ranking: other.scores.ranked())
    }
}
