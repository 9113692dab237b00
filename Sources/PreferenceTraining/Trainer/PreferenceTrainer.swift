public import Artifacts
public import DecoderModels
public import Foundation
public import Storage
public import Tokenization
import Torch

/// The result of a preference training: `preference.json`.
public typealias TrainingReport = TrainingRecord<PreferenceOptions>

/// Trains a model to prefer the chosen answers, and can be killed at any moment.
///
/// ```swift
/// let trainer = PreferenceTrainer(model: model, text: text, fingerprint: fingerprint)
/// let report = try trainer.train(pairs: file, source: folder, to: out)
/// ```
/// The numbers are those of TRL 0.24's `DPOTrainer` on the same batches: losses averaged over the
/// micro-batches of a step, AdamW, clipping, the learning rate.
public struct PreferenceTrainer {
    /// The model that is trained; its weights change in place, but for LoRA.
    public let model: DecoderModel
    /// Tokenizer and chat template of the model.
    public let text: ChatTokenizer
    /// SHA-256 of the model's configuration and weights.
    public let fingerprint: String
    /// The settings, checked when training begins.
    public var options: PreferenceOptions
    /// Whether one row that cannot be used is enough to refuse a file of pairs.
    public var isStrict = false
    /// For tests of what happens when the layouts differ: that of ``PackedParityCheck``.
    var parityTolerance: Double?
    /// For tests against adapters that others drew.
    var adapters: LoRAAdapters?

    /// A trainer; nothing is read or changed before ``train(pairs:validation:source:to:restarts:events:)``.
    public init(
        model: DecoderModel, text: ChatTokenizer, fingerprint: String,
        options: PreferenceOptions = PreferenceOptions()
    ) {
        self.model = model
        self.text = text
        self.fingerprint = fingerprint
        self.options = options
    }

    /// Trains from the start or from the newest checkpoint to the end.
    ///
    /// - Parameters:
    ///   - file: `.jsonl` or `.jsonl.gz` in TRL's conversational format. The log-probabilities of
    ///     the reference are kept beside it, or found there where ``ReferenceCapture`` noted them.
    ///   - validation: pairs that are only evaluated; nil takes `options.validation.size` of the file.
    ///   - source: the model's folder, from which configuration and tokenizer are copied.
    ///   - out: the finished Hugging Face folder, with `training.jsonl`, `trainer_state.json`,
    ///     `preference.json`, curves for TensorBoard in `runs` and, of LoRA, PEFT's `adapter`; whole
    ///     or absent. Until then everything stands in `<out>.checkpoints`.
    ///   - restarts: begin again instead of going on.
    /// - Returns: what was done; nil when `isStopped` ended it early.
    /// - Throws: `UsageError` for bad options, and for an output that is another run's, another
    ///   folder, or one that holds the pairs or the model; `DataError` for bad pairs.
    public func train(
        pairs file: URL, validation: URL? = nil, source: URL, to out: URL, restarts: Bool = false,
        events: Events = Events()
    ) throws -> TrainingReport? {
        try options.validate()
        let validation = try validation.map(dataset)
        return try train(
            dataset(file), validation: validation, source: source, to: out, restarts: restarts,
            events: events)
    }

    /// The pairs of a file, tokenized and limited.
    private func dataset(_ file: URL) throws -> PairDataset {
        try PairDataset(
            PreferencePair.rows(of: file),
            tokens: PreferenceTokens(text, mode: options.tokens.mode),
            options: options, contextLength: model.configuration.contextLength, isStrict: isStrict)
    }

    package func train(
        _ dataset: PairDataset, validation: PairDataset? = nil, source: URL, to out: URL,
        restarts: Bool = false, events: Events = Events()
    ) throws -> TrainingReport? {
        try options.validate()
        try checkValidation(validation)
        let given = [dataset] + (validation.map { [$0] } ?? [])
        try given.forEach(checkTokens)
        let split = try ValidationSplit(
            pairs: dataset.count, size: options.validation.size, seed: options.seed)
        var report = TrainingReport(
            options: options, model: fingerprint, pairs: try Fingerprint.of(file: dataset.file),
            truncation: dataset.truncation,
            validationPairs: try validation.map { try Fingerprint.of(file: $0.file) })
        let captured = try captured(beside: dataset)
        let capturedValidation = try validation.flatMap { try self.captured(beside: $0) }
        if !dataset.problems.isEmpty { report.problems = dataset.problems }
        if let problems = validation?.problems, !problems.isEmpty {
            report.validationProblems = problems
        }
        report.captured = captured?.fingerprint
        report.capturedValidation = capturedValidation?.fingerprint
        // Before the output is claimed: heads that the model does not have must not cost the folder
        // that is there.
        let trained = try TrainableModel(
            model, options.trained, seed: options.seed, adapters: adapters)
        let output = PreferenceOutput(out)
        let lock = try output.claim(
            report, inputs: [source] + given.map(\.file), restarts: restarts)
        defer { lock.release() }
        for dataset in given { events.rows(dataset.file, dataset.problems) }
        if let finished = try output.finished() { return finished }
        events.truncation(dataset.truncation)

        let score = try scorer(trained.model, dataset.pairs[0], events) {
            report.warnings.append($0)
        }
        var reference = score
        reference.model = model
        let plan = TrainingPlan(pairs: split.training.count, options: options)
        let progress = TrainingProgress(options, progress: events.progress)
        let tokens = given.map { $0.tokens(options) }
        if options.loss.type.hasReference {
            progress.expectReference(tokens: tokens.reduce(0, +))
        }
        // Of the split, until it is known which pairs are of it.
        let share = Double(split.training.count) / Double(dataset.count)
        progress.expect(
            plan, tokens: Int(share * Double(tokens[0])),
            evaluated: validation == nil
                ? Int((1 - share) * Double(tokens[0])) : tokens.last)
        // Before a checkpoint changes the weights. Validation pairs of the split have their scores in
        // the file of all, so that another split computes none again.
        let all = try referenced(dataset, captured, reference, events, progress) {
            report.warnings.append($0)
        }
        var evaluated = split.validation.isEmpty ? nil : all[split.validation]
        if let validation {
            events.truncation(validation.truncation)
            evaluated = try referenced(validation, capturedValidation, reference, events, progress)
            {
                report.warnings.append($0)
            }
        }
        report.validationCount = evaluated?.count
        // Memory of the parity check and of the reference has other sizes than that of training.
        Engine.releaseFreedMemory()
        let loop = try TrainingLoop(
            score: score, plan: plan, pairs: all[split.training],
            validation: evaluated.map { ValidationPairs(pairs: $0, options: options) },
            slices: trained.slices, output: output, events: events, progress: progress)
        guard let rows = try loop.train(&report) else { return nil }
        try output.finish(report, trained, source, rows, plan: plan)
        return report
    }

    /// - Throws: `DataError` for a token that the model has no embedding for: the tokenizer is
    ///   another model's.
    private func checkTokens(_ dataset: PairDataset) throws {
        let size = model.configuration.vocabularySize
        for (index, pair) in dataset.pairs.enumerated() {
            for id in pair.chosen.tokens + pair.rejected.tokens where !(0..<size ~= id) {
                let row =
                    dataset.lines.isEmpty ? ": pair \(index + 1)" : ":\(dataset.lines[index]):"
                throw DataError(
                    "\(dataset.file.path)\(row) has token \(id), but the model's vocabulary is 0 to \(size - 1); does the tokenizer belong to the model?"
                )
            }
        }
    }

    /// Options that mean nothing without validation pairs are refused without them.
    private func checkValidation(_ validation: PairDataset?) throws {
        if validation != nil && options.validation.size != nil {
            throw UsageError(
                "holdOut is \(options.validation.size ?? 0) but there is a file of held-out pairs; give one of the two."
            )
        }
        guard validation == nil && options.validation.size == nil else { return }
        let idle = [
            ("evaluationSteps", options.validation.evaluationSteps.map { "\($0)" }),
            ("patience", options.validation.patience.map { "\($0)" }),
            ("keep", options.validation.keep?.rawValue),
        ]
        for case (let name, let value?) in idle {
            throw UsageError("\(name) is \(value) but no pairs are held out; hold out some.")
        }
    }
}

extension PreferenceTrainer {
    /// Names in a finished folder, or in that of its checkpoints, that training does not write.
    package static func strangers(in folder: URL) -> [String] {
        JobRecord.strangers(in: folder, PreferenceOutput.isOwn)
    }

    /// Callbacks of a training.
    public struct Events {
        /// Problems of rows of a file, none included; called before anything else.
        public var rows: (URL, RowProblems) -> Void = { _, _ in }
        /// The tokens and pairs that the limits cut off; called before the first step, and once more
        /// for a file of validation pairs.
        public var truncation: (TruncationReport) -> Void = { _ in }
        /// A sentence that should be seen, such as that the chosen answers become unlikely.
        public var warning: (String) -> Void = { _ in }
        /// Of how many pairs the reference was captured while they were sampled, and of how many there are.
        public var captured: (Int, Int) -> Void = { _, _ in }
        /// Called after each step and after each batch of the reference, and a few times a second within them
        /// where they are long; the estimate is that of the whole training.
        public var progress: ProgressHandler = { _ in }
        /// Called within an evaluation with the validation pairs done, and all.
        public var evaluating: (Int, Int) -> Void = { _, _ in }
        /// Each row of the log: first those found when a run goes on, then the new ones.
        public var logged: (TrainingStep) -> Void = { _ in }
        /// Asked after each step; true writes a checkpoint and ends the run there.
        public var isStopped: () -> Bool = { false }
        /// For tests of kills: what it throws ends the run without any writing.
        package var afterStep: (Int) throws -> Void = { _ in }

        /// No callbacks: the training is silent and is not stopped.
        public init() {}
    }
}
