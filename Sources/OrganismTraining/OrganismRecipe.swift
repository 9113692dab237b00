package import Artifacts
import DecoderModels
package import Foundation
package import Organism
package import Storage

/// Everything that decides an organism: its world, its shape, how it is trained.
///
/// ```swift
/// try OrganismRecipe().grow(to: folder) { bar.update($0) }
/// ```
package struct OrganismRecipe: Codable, Sendable, Equatable {
    /// Decides the world.
    package var worldSeed: UInt64 = 1906
    /// Decides weights, batches and head dropout.
    package var seed: UInt64 = 1
    /// Width of the residual stream.
    package var width = 96
    /// Number of blocks.
    package var layers = 6
    /// Query heads of a layer, and as many key-value heads.
    package var heads = 8
    /// Width of one head.
    package var headDim = 16
    /// Width of the MLP.
    package var mlpWidth = 192
    /// Deviation of the random weights at the start.
    package var initialScale = 0.02
    /// Positions of the model; training reaches `length + maximumSkip` of the last phase.
    package var positions = 4096
    /// Phases of the pre-training.
    package var schedule = OrganismRecipe.firstLight
    /// Optimisers, workers, log and checkpoints.
    package var training = OrganismTrainingOptions()

    /// The recipe of the embedded organism.
    package init() {}

    /// Looking one token back, then copying at short range; then distances that no row is long
    /// enough to hold; then answers from memory that compete with the book, while the rate falls.
    ///
    /// Head dropout comes last: with it from the start, copying takes several times as long.
    package static let firstLight = PhaseSchedule(phases: [
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

    /// Scales the length of every phase, so that a try of a tenth of the time is one number away.
    package mutating func scale(steps factor: Double) {
        for index in schedule.phases.indices {
            let steps = Double(schedule.phases[index].steps) * factor
            schedule.phases[index].steps = max(1, Int(steps.rounded()))
        }
    }

    /// Learns the tokenizer, then pre-trains: `out` becomes a Hugging Face folder, whole or absent.
    ///
    /// Run again after a kill it goes on from the last checkpoint, bit for bit.
    /// - Throws: `UsageError` for another run's folder, bad options or a full disk.
    package func grow(
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
