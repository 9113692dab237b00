public import Foundation
public import PreferenceTraining

/// A model trained to prefer the chosen answers: a Hugging Face folder.
///
/// ```swift
/// var stage = PreferStage()
/// stage.options.schedule.learningRate = 1e-5
/// try stage.run(model, pairs: folder.appending(path: "pairs.jsonl"), out: better)
/// ```
public struct PreferStage {
    /// Loss, schedule, trained parameters, memory, validation and tokenization.
    public var options = PreferenceOptions()
    /// Pairs that are only evaluated; nil takes `options.validation.size` of the others.
    public var validationPairs: URL?
    /// Whether one row that cannot be used is enough to refuse a file of pairs.
    public var isStrict = false
    /// Begin again instead of going on.
    public var restarts = false

    /// A stage of the paper's settings.
    public init() {}

    /// Trains, or goes on where a killed run stopped. Changes the weights of `model` in place.
    ///
    /// - Parameters:
    ///   - pairs: `.jsonl` or `.jsonl.gz` in TRL's conversational format.
    ///   - out: the new model folder, whole or absent.
    /// - Returns: nil when `events.isStopped` ended it early.
    /// - Throws: as `PreferenceTrainer`.
    @discardableResult
    public func run(
        _ model: LoadedModel, pairs: URL, out: URL,
        events: PreferenceTrainer.Events = PreferenceTrainer.Events()
    ) throws -> TrainingReport? {
        var trainer = PreferenceTrainer(
            model: model.decoder, text: model.chat, fingerprint: model.fingerprint, options: options
        )
        trainer.isStrict = isStrict
        return try trainer.train(
            pairs: pairs, validation: validationPairs, source: model.folder, to: out,
            restarts: restarts, events: events)
    }
}
