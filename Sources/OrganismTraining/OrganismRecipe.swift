import DecoderModels
public import Foundation
public import Organism
public import Storage

/// Everything that decides an organism: its world, its shape, how it is trained.
///
/// ```swift
/// try OrganismRecipe().grow(to: folder) { bar.update($0) }
/// ```
public struct OrganismRecipe: Codable, Sendable, Equatable {
    public var worldSeed: UInt64 = 1906
    /// Decides weights, batches and head dropout.
    public var seed: UInt64 = 1
    public var width = 96
    public var layers = 6
    public var heads = 8
    public var headDim = 16
    public var mlpWidth = 192
    /// Deviation of the random weights at the start.
    public var initialScale = 0.02
    /// Positions of the model; training reaches `length + maximumSkip` of the last phase.
    public var positions = 4096
    public var schedule = OrganismRecipe.firstLight
    public var training = OrganismTrainingOptions()

    public init() {}

    /// Looking one token back, then copying at short range; then distances that no row is long
    /// enough to hold; then answers from memory that compete with the book, while the rate falls.
    ///
    /// Head dropout comes last: with it from the start, copying takes several times as long.
    public static let firstLight = PhaseSchedule(phases: [
        TrainingPhase(name: "echo", steps: 700, length: 64, rows: 32, echoShare: 0.3),
        TrainingPhase(
            name: "short", steps: 900, length: 64, rows: 32, headDropout: 0.1,
            closedBookDropout: 0.1),
        TrainingPhase(
            name: "far", steps: 2600, length: 128, rows: 16, maximumSkip: 1000,
            headDropout: 0.25, closedBookDropout: 0.25, rateEnd: 0.3),
        TrainingPhase(
            name: "memory", steps: 900, length: 128, rows: 16, maximumSkip: 1000,
            defaultShare: 0.4, closedBookShare: 0.2, headDropout: 0.15, closedBookDropout: 0.6,
            rateStart: 0.3, rateEnd: 0.02),
    ])

    /// Parts of the schedule, so that a try of a tenth of the time is one number away.
    public mutating func scale(steps factor: Double) {
        for index in schedule.phases.indices {
            let steps = Double(schedule.phases[index].steps) * factor
            schedule.phases[index].steps = max(1, Int(steps.rounded()))
        }
    }

    /// Learns the tokenizer, then pre-trains: `out` becomes a Hugging Face folder, whole or absent.
    ///
    /// Run again after a kill it goes on from the last checkpoint, bit for bit.
    /// - Throws: `UsageError` for another run's folder, bad options or a full disk.
    public func grow(
        to out: URL, restarts: Bool = false, progress: ProgressHandler = { _ in }
    ) throws -> [OrganismTrainingRow] {
        let world = OrganismWorld(seed: worldSeed)
        let tokenizer = OrganismTokenizerTrainer.train(world: world)
        let shape = ModelConfiguration(
            vocabularySize: tokenizer.vocabularySize, hiddenSize: width,
            intermediateSize: mlpWidth, layers: layers, heads: heads, headDim: headDim,
            contextLength: positions)
        let text = try TrainingText(world: world, tokenizer: tokenizer, seed: seed)
        var options = training
        options.seed = seed
        let trainer = OrganismTrainer(
            model: try DecoderModel.random(shape, seed: seed, scale: initialScale),
            schedule: schedule,
            options: options, identity: ["world": "\(worldSeed)", "seed": "\(seed)"]
        ) { step in try text.batch(phase: schedule.phase(at: step).phase, step: step) }
        let (rows, _) = try trainer.train(to: out, restarts: restarts, progress: progress) { work in
            let source = work.appendingPathComponent("text")
            try tokenizer.write(to: source, positions: positions)
            try AtomicFile.write(
                shape.llamaJSON(bosToken: 1, eosToken: 4),
                to: source.appendingPathComponent("config.json"))
            return source
        }
        try AtomicFile.write(json: self, to: out.appendingPathComponent("organism.json"))
        return rows
    }
}
