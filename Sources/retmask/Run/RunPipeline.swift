import Artifacts
import ContrastPairs
import Foundation
import Haystacks
import HeadAnalysis
import LongContextEval
import Organism
import PreferenceTraining
import RetrievalHeads
import RunReports
import Torch

/// The stages of a run in order. Each leaves an artifact, and one that is there is not made again.
final class RunPipeline {
    let folder: RunFolder
    let recipe: Recipe
    let live: LiveModel
    let world: OrganismWorld
    let bar: ProgressBar
    private(set) var record: RunRecord

    init(
        folder: RunFolder, recipe: Recipe, live: LiveModel, world: OrganismWorld, command: String
    ) throws {
        self.folder = folder
        self.recipe = recipe
        self.live = live
        self.world = world
        bar = ProgressBar()
        record = RunRecord(
            tool: "retmask \(toolVersion)", model: live.name, fingerprint: live.fingerprint,
            libtorch: try Engine.version(), threads: try Engine.threads(), seed: recipe.seed,
            seconds: [:], command: command)
        try checkLengths()
        try claim()
    }

    /// A folder belongs to one recipe and one model.
    private func claim() throws {
        if folder.exists(folder.record) {
            let earlier = try AtomicFile.read(json: RunRecord.self, from: folder.record)
            // Killed right after the record was made, a run has no recipe yet.
            let isSame = try !folder.exists(folder.recipe) || Recipe.read(folder.recipe) == recipe
            guard earlier.fingerprint == record.fingerprint, isSame else {
                throw UsageError(
                    "\(folder.url.path) holds a run of another model or recipe; give another --out, or --restart to begin again."
                )
            }
            record.seconds = earlier.seconds
        } else {
            try folder.refuseOthers(recipe)
        }
        // The record first: it alone says that the rest is of a run.
        try AtomicFile.write(json: record, to: folder.record)
        if try !folder.exists(folder.recipe) || Recipe.read(folder.recipe) != recipe {
            try AtomicFile.write(json: recipe, to: folder.recipe)
        }
    }

    /// Runs one stage and notes its time.
    private func stage<Result>(_ name: String, _ body: () throws -> Result) throws
        -> Result
    {
        let start = ContinuousClock.now
        defer { bar.finish() }
        let result = try body()
        record.seconds[name, default: 0] += (ContinuousClock.now - start) / .seconds(1)
        try AtomicFile.write(json: record, to: folder.record)
        return result
    }

    func run() throws -> RunOutcome {
        let detection = try stage("detect") { try detect() }
        let mask = try stage("select") { try select(detection.scores) }
        let pairs = try stage("contrast") { try contrast(mask) }
        let training = try stage("prefer") {
            try prefer(folder.retmask, .preference)
        }
        _ = try stage("prefer (supervised rival)") { try prefer(folder.supervised, .supervised) }
        let evaluation = try stage("evaluate") { try evaluate(mask) }
        try AtomicFile.write(folder.report().html(), to: folder.page)
        return RunOutcome(
            scores: detection.scores, mask: mask, pairs: pairs, training: training,
            rows: evaluation.rows, differences: evaluation.differences,
            grid: NeedleGridSummary(detection.trials))
    }

    /// - Throws: `DataError` naming the recipe's lengths that the model has no positions for, before
    ///   texts of that length are made.
    func checkLengths() throws {
        let positions = live.model.configuration.contextLength
        let longest = [
            ("detect", (recipe.detect.lengths.max() ?? 0) + recipe.detect.maxTokens),
            ("contrast", (recipe.contrast.lengths.max() ?? 0) + recipe.contrast.maxTokens),
            ("evaluate", recipe.evaluate.lengths.max() ?? 0),
        ].filter { $0.1 > positions }
        guard longest.isEmpty else {
            let parts = longest.map { "\($0.0) asks for \($0.1) tokens, answers included" }
            throw DataError(
                "the recipe's \(parts.joined(separator: "; ")): \(live.name) has \(positions) positions."
            )
        }
    }

    func detect() throws -> DetectionReport {
        let part = recipe.detect
        let grid = try HaystackGrid(
            lengths: part.lengths, depths: part.depths, needles: world.needles(count: part.needles))
        let detector = try HeadDetector(
            model: live.detectionModel, grid: grid,
            filler: world.filler(tokens: part.lengths.max() ?? 0), layout: world.layout,
            options: DetectionOptions(maxTokens: part.maxTokens))
        return try detector.run(out: folder.scores, progress: bar.handler)
    }

    /// The heads to silence, and as many random others.
    func select(_ scores: HeadScores) throws -> HeadMask {
        let part = recipe.select
        let selection: HeadSelection =
            part.atLeast.map { .atLeast($0) } ?? .top(part.top ?? 1)
        let hash = try Fingerprint.of(file: folder.scores)
        let mask = try selection.mask(of: scores, fingerprint: hash)
        try AtomicFile.write(json: mask, to: folder.mask)
        let control = HeadSelection.randomOthers(like: selection, seed: recipe.seed)
        try AtomicFile.write(
            json: control.mask(of: scores, fingerprint: hash), to: folder.control)
        return mask
    }

    func contrast(_ mask: HeadMask) throws -> ContrastSummary {
        let part = recipe.contrast
        let prompts = try world.contrastPrompts(
            count: part.prompts, lengths: part.lengths, tokenizer: live.text.tokenizer,
            seed: recipe.seed)
        let rows = prompts.map { PromptLine(conversationID: $0.id, prompt: $0.prompt) }
        try JSONLines.write(rows, to: folder.prompts)
        let options = ContrastOptions(
            sampling: SamplingParameters(
                temperature: part.temperature, topP: part.topP, topK: part.topK,
                maxTokens: part.maxTokens, seed: recipe.seed))
        let sampler = PairSampler(
            source: PromptSource(file: folder.prompts), mask: mask.heads, out: folder.pairs,
            model: live.fingerprint, options: options)
        let summary = try sampler.sample(
            live.responder(rows: 2 * options.batch), progress: bar.handler)
        var kept = summary
        kept.resumed = nil
        try AtomicFile.write(json: kept, to: folder.contrast)
        return summary
    }

    /// Trains a fresh copy of the model, unless the finished folder is there.
    func prefer(_ out: URL, _ objective: PreferenceObjective) throws -> [TrainingStep] {
        let part = recipe.prefer
        var options = PreferenceOptions()
        options.objective = objective
        options.beta = part.beta
        // The rival compares no answers, so there is nothing to smooth.
        options.labelSmoothing = objective == .supervised ? 0 : part.labelSmoothing
        options.learningRate = part.learningRate
        options.minLearningRateRatio = part.minimumRate
        options.warmup = part.warmup
        options.epochs = part.epochs
        options.microBatchSize = part.batch
        options.gradientAccumulationSteps = part.accumulation
        options.weightDecay = part.weightDecay
        options.maxGradNorm = part.clip
        options.seed = recipe.seed
        // Training changes weights in place, so it gets a model of its own.
        let fresh = try LiveModel(live.folder, name: live.name, device: live.device)
        var events = PreferenceTrainer.Events()
        events.progress = bar.handler
        events.truncation = { [bar] report in
            bar.finish()
            Output.note(report.summary)
        }
        events.warning = { [bar] text in
            bar.finish()
            Output.note("warning: \(text)")
        }
        let trainer = PreferenceTrainer(
            model: fresh.model, text: fresh.text, fingerprint: fresh.fingerprint,
            options: options)
        _ = try trainer.train(pairs: folder.pairs, source: live.folder, to: out, events: events)
        return try JSONLines.read(
            TrainingStep.self, from: out.appendingPathComponent("training.jsonl"))
    }

    struct PromptLine: Encodable {
        var conversationID: String
        var prompt: String
        enum CodingKeys: String, CodingKey {
            case conversationID = "conversation_id"
            case prompt
        }
    }
}
