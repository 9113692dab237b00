import Artifacts
import Foundation
import HeadAnalysis
import RetrievalHeads
import RunReports
import Storage

/// Detection, selection, the ablation curve.
extension RunPipeline {
    func detectStage(_ part: Recipe.Detect) -> DetectStage {
        var stage = DetectStage()
        let usual = Recipe.defaults(of: world.kind).detect[0]
        stage.lengths = part.lengths ?? usual.lengths ?? stage.lengths
        stage.depths = part.depths ?? usual.depths ?? stage.depths
        stage.source = world.needles(part.needles, filler: part.filler)
        stage.options = DetectionOptions(
            maxTokens: part.maxTokens ?? (part.thinking ? 1024 : 50),
            batchTokens: part.batchTokens ?? DetectionOptions().batchTokens,
            reasoning: part.thinking, detectors: part.detectors,
            stability: part.untilStable
                ? part.threshold.map { RankStability(threshold: $0) } ?? RankStability() : nil)
        return stage
    }

    /// - Throws: `UsageError` without the published folder.
    func paperStage(_ part: Recipe.Detect) throws -> PaperDetectStage {
        guard let haystack = part.haystack else {
            throw UsageError("detect.haystack is missing: mode paper needs the published folder.")
        }
        var stage = PaperDetectStage(haystack: haystack)
        if let lengths = part.lengths { stage.lengths = lengths }
        if let depths = part.depths { stage.depths = depths }
        stage.template = part.template
        stage.batchTokens = part.batchTokens
        return stage
    }

    func detector(_ part: Recipe.Detect) throws -> HeadDetector {
        part.mode == .paper
            ? try paperStage(part).detector(model) : try detectStage(part).detector(model)
    }

    func detect(_ part: Recipe.Detect) throws {
        _ = try detector(part).run(out: folder.scores(part.name), progress: events.progress)
    }

    /// The heads to silence, and as many random others where the selection has a control.
    func select(_ part: Recipe.Select) throws {
        let selection = part.selection(seed: recipe.seed)
        // Of one reading of the file, so that both are of the same scores.
        let file = folder.scores(recipe.detection(part.scores), detector: part.detector)
        let scores = try ScoreFile.read(file).scores
        let fingerprint = try Fingerprint.of(file: file)
        let mask = try SelectStage(selection).run(scores, fingerprint, out: folder.mask(part.name))
        try model.check(mask.heads)
        guard part.hasControl else { return }
        _ = try SelectStage(.randomOthers(like: selection, seed: recipe.seed))
            .run(scores, fingerprint, out: folder.control)
    }

    func ablateStage(_ part: Recipe.AblateCurve) -> AblateStage {
        var stage = AblateStage()
        let first = recipe.detect.first { $0.mode == .standard }.map(detectStage)
        stage.lengths =
            part.lengths ?? (world.kind == .organism ? nil : first?.lengths) ?? stage.lengths
        stage.depths = part.depths ?? stage.depths
        stage.source = world.needles(part.needles, filler: part.filler)
        stage.options = AblationOptions(
            counts: part.counts, seeds: (0..<UInt64(part.randomSets)).map { part.seed &+ $0 },
            control: part.random, maxTokens: part.maxTokens, gate: part.gate)
        return stage
    }

    func ablateCurve(_ part: Recipe.AblateCurve) throws {
        let file = folder.scores(recipe.detection(part.scores), detector: part.detector)
        let stage = ablateStage(part)
        let table = try stage.run(
            model, scores: ScoreFile.read(file).scores, out: folder.curve(part.name),
            progress: events.progress)
        try AblationReport(table, model: model.name, options: stage.options)
            .write(to: folder.curvePage(part.name))
    }
}
