import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
import Organism
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
    let world: RunWorld
    let events: Events
    /// The questions of each set, made once.
    var questions: [String: [EvaluationExample]] = [:]  // exact: names, which are ASCII
    /// Numbers of prompts and the means of their tokens.
    var promptSizes: [String: (count: Int, tokens: Double)] = [:]  // exact: names, which are ASCII
    private(set) var record: RunRecord
    /// Whether what is in the folder is gone on with.
    private var countsFolder = true

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
    ///   - world: of built-in prompts, needles and questions; nil takes that of recipe or model.
    ///   - command: as the report shows it.
    /// - Throws: `UsageError` for a folder of another run, for files that are missing and for heads that
    ///   the model does not have, `DataError` for lengths that it has no positions for.
    public init(
        folder: RunFolder, recipe: Recipe, model: LoadedModel, world: Recipe.World? = nil,
        command: String, events: Events = Events()
    ) throws {
        self.folder = folder
        self.recipe = recipe
        self.model = model
        let kind = recipe.world ?? world ?? RunWorld.of(model.folder)
        self.world = RunWorld(kind: kind)
        self.events = events
        record = RunRecord(
            tool: "retmask \(toolVersion)", model: model.name, fingerprint: model.fingerprint,
            libtorch: try Engine.version(), threads: try Engine.threads(), seed: recipe.seed,
            seconds: [:], command: command, world: kind.rawValue)
        try checkModel()
        try checkFiles()
    }

    /// A folder belongs to one recipe and one model.
    private func claim() throws {
        if let earlier = try checkFolder() { record.seconds = earlier.seconds }
        // The record first: it alone says that the rest is of a run.
        try AtomicFile.write(json: record, to: folder.record)
        if try !folder.exists(folder.recipe) || keptRecipe() != recipe {
            try AtomicFile.write(json: recipe, to: folder.recipe)
        }
    }

    /// The stages, what they have to do and how long that may take, by a short measurement of the model.
    /// Nothing is written.
    ///
    /// - Parameter restarts: whether the folder will be cleared before, so that nothing in it counts.
    /// - Throws: for what ``run()`` would refuse before its first stage.
    public func plan(restarts: Bool = false) throws -> RunPlan {
        countsFolder = !restarts
        if !restarts { try checkFolder() }
        try checkQuestions()
        let plan = try RunPlan(self)
        // A restart makes room first.
        if !restarts { try checkDisk() }
        return plan
    }

    /// Runs the stages that are not there yet, and writes the page.
    ///
    /// - Throws: as the stages.
    public func run() throws -> RunOutcome {
        try checkFolder()
        try checkQuestions()
        try checkDisk()
        try claim()
        let plan = try RunPlan(self)
        events.note(plan.text)
        for (index, step) in plan.steps.enumerated() {
            if plan.steps.count > 1 { events.note(plan.heading(index)) }
            plan.finished(index, seconds: try time(step) { try perform(step) })
        }
        try AtomicFile.write(folder.report().html(), to: folder.page)
        return try folder.outcome(recipe)
    }

    /// Whether a file of the run is there to go on with.
    func has(_ file: URL) -> Bool { countsFolder && folder.exists(file) }

    /// Runs one stage and notes its time.
    ///
    /// - Returns: its seconds in this process.
    private func time(_ step: RunStep, _ body: () throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        defer { events.stageEnded() }
        try body()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        record.seconds[step.name, default: 0] += seconds
        try AtomicFile.write(json: record, to: folder.record)
        return seconds
    }

    private func perform(_ step: RunStep) throws {
        switch step.work {
        case .detect(let part): try detect(part)
        case .select(let parts): try parts.forEach(select)
        case .ablateCurve(let part): try ablateCurve(part)
        case .contrast(let part): try contrast(part)
        case .train(let part, let name, let isRival): try train(part, name, isRival: isRival)
        case .evaluate(let part): try evaluate(part)
        }
    }
}
