import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
public import Organism
import PreferenceTraining
import RetrievalHeads
public import Storage
import Torch

/// The stages of a run in order. Each leaves an artifact, and one that is there is not made again.
///
/// ```swift
/// let run = try RunPipeline(
///     folder: RunFolder(URL(fileURLWithPath: "runs/mine")), recipe: .firstLight,
///     model: LoadedModel("organism"), command: "my program")
/// print(try run.run().rows)
/// ```
public final class RunPipeline {
    let folder: RunFolder
    let recipe: Recipe
    let model: LoadedModel
    let world: OrganismWorld
    let events: Events
    private(set) var record: RunRecord

    /// What is told while it runs.
    public struct Events {
        /// How far a stage is.
        public var progress: ProgressHandler = { _ in }
        /// Something to be told, in a line.
        public var note: (String) -> Void = { _ in }
        /// After each stage, also one that failed.
        public var stageEnded: () -> Void = {}

        /// Nobody is told anything.
        public init() {}
    }

    /// - Parameters:
    ///   - world: of the prompts, needles and examples.
    ///   - command: as the report shows it.
    /// - Throws: `UsageError` for a folder of another run, `DataError` for lengths that the model has
    ///   no positions for.
    public init(
        folder: RunFolder, recipe: Recipe, model: LoadedModel,
        world: OrganismWorld = OrganismWorld(), command: String, events: Events = Events()
    ) throws {
        self.folder = folder
        self.recipe = recipe.seeded()
        self.model = model
        self.world = world
        self.events = events
        record = RunRecord(
            tool: "retmask \(toolVersion)", model: model.name, fingerprint: model.fingerprint,
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
            let isSame =
                try !folder.exists(folder.recipe) || Recipe.read(folder.recipe) == self.recipe
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
        if try !folder.exists(folder.recipe) || Recipe.read(folder.recipe) != self.recipe {
            try AtomicFile.write(json: self.recipe, to: folder.recipe)
        }
    }

    /// Runs one stage and notes its time.
    private func stage<Artifact>(_ name: String, _ body: () throws -> Artifact) throws -> Artifact {
        let start = ContinuousClock.now
        defer { events.stageEnded() }
        let artifact = try body()
        record.seconds[name, default: 0] += (ContinuousClock.now - start) / .seconds(1)
        try AtomicFile.write(json: record, to: folder.record)
        return artifact
    }

    /// Runs the stages that are not there yet, and writes the page.
    ///
    /// - Throws: as the stages.
    public func run() throws -> RunOutcome {
        let detection = try stage("detect") { try detect() }
        let mask = try stage("select") { try select() }
        let pairs = try stage("contrast") { try contrast(mask) }
        let training = try stage("prefer") { try prefer(folder.retmask, recipe.prefer) }
        _ = try stage("prefer (supervised rival)") { try prefer(folder.supervised, supervised) }
        let evaluation = try stage("evaluate") { try evaluate(mask) }
        try AtomicFile.write(folder.report().html(), to: folder.page)
        return RunOutcome(
            scores: detection.scores, mask: mask, pairs: pairs, training: training,
            rows: evaluation.rows, differences: evaluation.differences,
            grid: NeedleGridSummary(detection.trials))
    }

    /// - Throws: `DataError` naming the recipe's lengths that the model has no positions for, before
    ///   texts of that length are made.
    private func checkLengths() throws {
        let positions = model.decoder.configuration.contextLength
        let longest = [
            ("detect", (recipe.detect.lengths.max() ?? 0) + recipe.detect.maxTokens),
            (
                "contrast",
                (recipe.contrast.lengths.max() ?? 0) + recipe.contrast.options.sampling.maxTokens
            ),
            ("evaluate", recipe.evaluate.lengths.max() ?? 0),
        ].filter { $0.1 > positions }
        guard longest.isEmpty else {
            let parts = longest.map { "\($0.0) asks for \($0.1) tokens, answers included" }
            throw DataError(
                "the recipe's \(parts.joined(separator: "; ")): \(model.name) has \(positions) positions."
            )
        }
    }

    private func detect() throws -> DetectionReport {
        var stage = DetectStage()
        stage.lengths = recipe.detect.lengths
        stage.depths = recipe.detect.depths
        stage.source = NeedleSource(
            .count(recipe.detect.needles), filler: FillerSource(world: world))
        stage.options = recipe.detect.options
        return try stage.run(model, out: folder.scores, progress: events.progress)
    }

    /// The heads to silence, and as many random others.
    private func select() throws -> HeadMask {
        let selection: HeadSelection =
            recipe.select.atLeast.map { .atLeast($0) } ?? .top(recipe.select.top ?? 1)
        // Of one reading of the file, so that both are of the same scores.
        let scores = try HeadScores.read(folder.scores)
        let fingerprint = try Fingerprint.of(file: folder.scores)
        let mask = try SelectStage(selection).run(scores, fingerprint, out: folder.mask)
        _ = try SelectStage(.randomOthers(like: selection, seed: recipe.seed))
            .run(scores, fingerprint, out: folder.control)
        return mask
    }

    private func contrast(_ mask: HeadMask) throws -> ContrastSummary {
        let part = recipe.contrast
        let prompts = try world.contrastPrompts(
            count: part.prompts, lengths: part.lengths, tokenizer: model.chat.tokenizer,
            seed: recipe.seed)
        let rows = prompts.map { PromptRow(conversationID: $0.id, question: .user($0.prompt)) }
        try JSONLines.write(rows, to: folder.prompts)
        var stage = ContrastStage(prompts: PromptSource(file: folder.prompts), mask: mask)
        stage.options = part.options
        let summary = try stage.run(
            model, out: folder.pairs, progress: events.progress,
            rowProblems: { $0.lines(folder.prompts.path).forEach(events.note) }
        ).pairs
        var stored = summary
        stored.resumed = nil
        try AtomicFile.write(json: stored, to: folder.contrast)
        return summary
    }

    /// The rival learns the chosen answers alone, by the same schedule.
    private var supervised: PreferenceOptions {
        var options = recipe.prefer
        options.loss = .init()
        options.loss.objective = .supervised
        options.loss.beta = recipe.prefer.loss.beta
        return options
    }

    /// Trains a fresh copy of the model, unless the finished folder is there.
    private func prefer(_ out: URL, _ options: PreferenceOptions) throws -> [TrainingStep] {
        // Training changes weights in place, so it gets a model of its own.
        let fresh = try LoadedModel(model.folder, name: model.name, device: model.device)
        var told = PreferenceTrainer.Events()
        told.progress = events.progress
        told.truncation = { [events] in events.note($0.summary) }
        told.warning = { [events] in events.note("warning: \($0)") }
        var stage = PreferStage()
        stage.options = options
        try stage.run(fresh, pairs: folder.pairs, out: out, events: told)
        return try JSONLines.read(
            TrainingStep.self, from: out.appendingPathComponent("training.jsonl"))
    }
}
