import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
import Numbers
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
        let world = run.world.flatMap { Recipe.World(rawValue: $0) } ?? .organism
        // A run that was killed at its beginning has no recipe yet.
        let recipe =
            exists(self.recipe)
            ? try Recipe.read(own: self.recipe, world: world) : Recipe.firstLight
        var report = RunReport(
            title: "RetMask on \(run.model)",
            subtitle: "retrieval heads found, silenced, and turned into a better model")
        report.controls = RunWorld.controls
        report.detections = try detections(recipe)
        report.curves = try curves(recipe, model: run.model)
        report.contrasts = try contrasts(recipe)
        report.trainings = try trainings(recipe)
        report.questionSets = try recipe.evaluate.compactMap { try questions($0, recipe) }
        let names = recipe.subjects
        report.subject = names.first { $0.subject.isTrained }?.name ?? report.subject
        report.ablated = names.first { $0.name.hasPrefix("ablated") }?.name ?? report.ablated
        report.facts = facts(run, report)
        report.commands = [.init("this run", run.command)]
        report.provenance = try provenance(run, recipe)
        report.costs = costs(run, recipe)
        if exists(self.recipe) {
            report.recipe = String(decoding: try AtomicFile.read(self.recipe), as: UTF8.self)
        }
        return report
    }

    private func detections(_ recipe: Recipe) throws -> [RunReport.Detection] {
        try recipe.detect.filter { exists(scores($0.name)) }.map { part in
            var detection = RunReport.Detection(name: part.name)
            let scores = scores(part.name)
            detection.scores = try ScoreFile.read(scores).scores
            detection.trials = try TrialLog.read(HeadDetector.trialsURL(of: scores))
            let selections = recipe.select.filter {
                // exact: ASCII
                recipe.detection($0.scores).name == part.name && exists(mask($0.name))
            }
            detection.selections = try selections.map {
                .init(
                    name: $0.name,
                    mask: try AtomicFile.read(json: HeadMask.self, from: mask($0.name)))
            }
            detection.threshold = selections.first?.atLeast
            return detection
        }
    }

    private func curves(_ recipe: Recipe, model: String) throws -> [RunReport.Curve] {
        try recipe.ablateCurve.filter { exists(curve($0.name)) }.map { part in
            let table = try AtomicFile.read(json: AblationTable.self, from: curve(part.name))
            return .init(name: part.name, report: AblationReport(table, model: model))
        }
    }

    private func contrasts(_ recipe: Recipe) throws -> [RunReport.Contrast] {
        try recipe.contrast.filter { exists(contrast($0.name)) }.map { part in
            let summary = try AtomicFile.read(
                json: ContrastSummary.self, from: contrast(part.name))
            var shown = RunReport.Contrast(name: part.name)
            shown.counts = .init(kept: summary.kept, dropped: summary.dropped)
            shown.pairs = try JSONLines.read(PreferencePair.self, from: pairs(part.name))
            return shown
        }
    }

    /// Of an unnamed training alone, as its rival shows nothing that is asked.
    private func trainings(_ recipe: Recipe) throws -> [RunReport.Training] {
        try recipe.trained.compactMap { name, isNamed in
            let log = model(name, isNamed: isNamed).appendingPathComponent("training.jsonl")
            guard exists(log) else { return nil }
            return .init(
                name: isNamed ? name : "", steps: try JSONLines.read(TrainingStep.self, from: log))
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
        let models = Set(report.questionSets.flatMap { $0.rows.map(\.model) }).count
        if models > 5 { facts.append(.init("models", "\(models)")) }
        let total = run.seconds.values.reduce(0, +)
        facts.append(.init("time", DurationText.words(total)))
        return facts
    }

    private func provenance(_ run: RunRecord, _ recipe: Recipe) throws -> [RunReport.Fact] {
        var list: [RunReport.Fact] = [
            .init("tool", run.tool), .init("libtorch", run.libtorch),
            .init("threads", "\(run.threads)"), .init("seed", "\(run.seed)"),
            .init("model", run.fingerprint),
        ]
        let files =
            recipe.detect.map { scores($0.name) } + recipe.select.map { mask($0.name) }
            + recipe.contrast.flatMap { [prompts($0.name), pairs($0.name)] }
        for file in files where exists(file) {
            let name = file.path.dropFirst(url.path.count).drop { $0 == "/" }
            list.append(.init(String(name), try Fingerprint.of(file: file)))
        }
        return list
    }

    /// In the order of the stages; a record may know others.
    private func costs(
        _ run: RunRecord, _ recipe: Recipe
    ) -> [(stage: String, seconds: Double)] {
        let order = RunStep.all(of: recipe).map(\.name)
        let known = order.compactMap { name in run.seconds[name].map { (name, $0) } }
        let others = run.seconds.filter { !order.contains($0.key) }.sorted { $0.key < $1.key }
        return known + others.map { ($0.key, $0.value) }
    }
}
