import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
import Numbers
import Organism
import PreferenceTraining
import RetrievalHeads
public import RunReports
import Storage

extension RunFolder {
    /// The page of what is there; parts that are missing leave out their section.
    public func report() throws -> RunReport {
        guard exists(record) else {
            throw UsageError(
                "\(url.path) is no run folder: it has no run.json. Make one with retmask run --out DIR."
            )
        }
        let run = try AtomicFile.read(json: RunRecord.self, from: record)
        var report = RunReport(
            title: "RetMask on \(run.model)",
            subtitle: "retrieval heads found, silenced, and turned into a better model")
        if exists(scores) {
            report.scores = try HeadScores.read(scores)
            report.trials = try TrialLog.read(HeadDetector.trialsURL(of: scores))
        }
        if exists(mask) { report.mask = try AtomicFile.read(json: HeadMask.self, from: mask) }
        if exists(recipe) { report.threshold = try Recipe.read(recipe).select.atLeast }
        if exists(contrast) {
            let summary = try AtomicFile.read(json: ContrastSummary.self, from: contrast)
            report.pairCounts = .init(kept: summary.kept, dropped: summary.dropped)
            report.pairs = try JSONLines.read(PreferencePair.self, from: pairs)
        }
        let training = retmask.appendingPathComponent("training.jsonl")
        if exists(training) {
            report.training = try JSONLines.read(TrainingStep.self, from: training)
        }
        if exists(results) {
            report.rows = try JSONLines.read(EvaluationRow.self, from: results)
            report.differences = try JSONLines.read(
                EvaluationDifference.self, from: differences)
            try check(report)
        }
        report.controls = Set(SuiteCategory.allCases.filter(\.isControl).map(\.rawValue))
        report.facts = facts(run, report)
        report.commands = [.init("this run", run.command)]
        report.provenance = try provenance(run)
        return report
    }

    /// A file may say anything; figures and tables are made of numbers that results have.
    private func check(_ report: RunReport) throws {
        let numbers =
            report.rows.map { (results, [$0.mean, $0.low, $0.high], [$0.length, $0.n]) }
            + report.differences.map {
                (differences, [$0.mean, $0.low, $0.high], [$0.length, $0.n])
            }
        for (file, values, counts) in numbers {
            guard values.allSatisfy(Limits.score.contains),
                counts.allSatisfy((0...Limits.rows.highest).contains)
            else {
                throw DataError(
                    "\(file.path) has a row with the numbers \(values + counts.map(Double.init)); means are \(Limits.score), counts 0 to \(Limits.rows.highest)."
                )
            }
        }
    }

    private func facts(_ run: RunRecord, _ report: RunReport) -> [RunReport.Fact] {
        var facts: [RunReport.Fact] = []
        if let scores = report.scores, let mask = report.mask {
            facts.append(
                .init("heads silenced", "\(mask.heads.count) of \(scores.layers * scores.heads)"))
        }
        if let counts = report.pairCounts { facts.append(.init("pairs", "\(counts.kept)")) }
        if let last = report.training.last { facts.append(.init("training steps", "\(last.step)")) }
        let total = run.seconds.values.reduce(0, +)
        facts.append(.init("time", DurationText.words(total)))
        return facts
    }

    private func provenance(_ run: RunRecord) throws -> [RunReport.Fact] {
        var list: [RunReport.Fact] = [
            .init("tool", run.tool), .init("libtorch", run.libtorch),
            .init("threads", "\(run.threads)"), .init("seed", "\(run.seed)"),
            .init("model", run.fingerprint),
        ]
        for file in [scores, mask, prompts, pairs] where exists(file) {
            list.append(.init(file.lastPathComponent, try Fingerprint.of(file: file)))
        }
        for (stage, seconds) in run.seconds.sorted(by: { $0.key < $1.key }) {
            list.append(.init("time of \(stage)", DurationText.words(seconds)))
        }
        return list
    }
}
