import Artifacts
public import DecoderModels
public import Foundation
public import Tokenization
import Torch

/// Trains a model to prefer the chosen answers, and can be killed at any moment.
///
/// ```swift
/// let trainer = PreferenceTrainer(model: model, text: text, fingerprint: fingerprint)
/// let report = try trainer.train(pairs: file, source: folder, to: out)
/// ```
/// The numbers are those of TRL 0.24's `DPOTrainer` on the same batches: losses averaged over the
/// micro-batches of a step, AdamW, clipping, the learning rate.
public struct PreferenceTrainer {
    public let model: DecoderModel
    public let text: ChatTokenizer
    /// SHA-256 of the model's configuration and weights.
    public let fingerprint: String
    public var options: PreferenceOptions
    /// Whether one row that cannot be used is enough to refuse a file of pairs.
    public var isStrict = false
    /// For tests of what happens when the layouts differ: that of ``PackedParityCheck``.
    var parityTolerance: Double?
    /// For tests against adapters that others drew.
    var adapters: LoRAAdapters?

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
    ///   - evaluation: pairs that are only evaluated; nil takes `validationSize` of `pairs`.
    ///   - source: the model's folder, from which configuration and tokenizer are copied.
    ///   - out: the finished Hugging Face folder, with `training.jsonl`, `trainer_state.json`,
    ///     `preference.json`, curves for TensorBoard in `runs` and, of LoRA, PEFT's `adapter`; whole
    ///     or absent. Until then everything stands in `<out>.checkpoints`.
    ///   - restarts: begin again instead of going on.
    /// - Returns: what was done; nil when `isStopped` ended it early.
    /// - Throws: `UsageError` for bad options, and for an output that is another run's, another
    ///   folder, or one that holds the pairs or the model; `DataError` for bad pairs.
    public func train(
        pairs file: URL, evaluation: URL? = nil, source: URL, to out: URL, restarts: Bool = false,
        events: Events = Events()
    ) throws -> TrainingReport? {
        try options.validate()
        let held = try evaluation.map { PairSource(file: $0, set: try set($0)) }
        return try train(
            set(file), file: file, evaluation: held, source: source, to: out, restarts: restarts,
            events: events)
    }

    /// - Throws: `DataError` for a token that the model has no embedding for: the tokenizer is
    ///   another model's.
    private func check(_ set: PreferenceSet, of file: URL) throws {
        let size = model.configuration.vocabularySize
        for (index, pair) in set.pairs.enumerated() {
            for id in pair.chosen.tokens + pair.rejected.tokens where !(0..<size ~= id) {
                let place = set.lines.isEmpty ? ": pair \(index + 1)" : ":\(set.lines[index]):"
                throw DataError(
                    "\(file.path)\(place) has token \(id), but the model's vocabulary is 0 to \(size - 1); does the tokenizer belong to the model?"
                )
            }
        }
    }

    /// The pairs of a file, tokenized and limited.
    private func set(_ file: URL) throws -> PreferenceSet {
        try PreferenceSet(
            PairFile.rows(of: file), tokens: PreferenceTokens(text, mode: options.mode),
            options: options, positions: model.configuration.contextLength, isStrict: isStrict)
    }

    package func train(
        _ set: PreferenceSet, file: URL, evaluation: PairSource? = nil, source: URL, to out: URL,
        restarts: Bool = false, events: Events = Events()
    ) throws -> TrainingReport? {
        try options.validate()
        try checkValidation(evaluation)
        try check(set, of: file)
        if let evaluation { try check(evaluation.set, of: evaluation.file) }
        let split = try ValidationSplit(
            pairs: set.pairs.count, size: options.validationSize, seed: options.seed)
        var report = TrainingReport(
            options: options, model: fingerprint, pairs: try Fingerprint.of(file: file),
            truncation: set.truncation, steps: 0, warnings: [],
            evaluationPairs: try evaluation.map { try Fingerprint.of(file: $0.file) })
        let captured = try captured(beside: file, set)
        let capturedEvaluation = try evaluation.flatMap {
            try self.captured(beside: $0.file, $0.set)
        }
        if !set.problems.isEmpty { report.problems = set.problems }
        if let problems = evaluation?.set.problems, !problems.isEmpty {
            report.evaluationProblems = problems
        }
        report.captured = captured?.fingerprint
        report.capturedEvaluation = capturedEvaluation?.fingerprint
        // Before the output is claimed: heads that the model does not have must not cost the folder
        // that is there.
        let trained = try TrainableModel(
            model, options.trained, seed: options.seed, adapters: adapters)
        let output = PreferenceOutput(out)
        let lock = try output.claim(
            report, inputs: [source, file] + (evaluation.map { [$0.file] } ?? []),
            restarts: restarts)
        defer { lock.release() }
        events.rows(file, set.problems)
        if let evaluation { events.rows(evaluation.file, evaluation.set.problems) }
        if let finished = try output.finished() { return finished }
        events.truncation(set.truncation)

        let score = try scorer(trained.model, set.pairs[0], events) { report.warnings.append($0) }
        var reference = score
        reference.model = model
        // Before a checkpoint changes the weights. Held-out pairs have their scores in the file of
        // all, so that holding out others computes none again.
        let all = try referenced(PairSource(file: file, set: set), captured, reference, events) {
            report.warnings.append($0)
        }
        var validation = split.validation.isEmpty ? nil : all[split.validation]
        if let evaluation {
            events.truncation(evaluation.set.truncation)
            validation = try referenced(
                evaluation, capturedEvaluation, reference, events
            ) { report.warnings.append($0) }
        }
        report.heldOut = validation?.count
        let plan = TrainingPlan(pairs: split.training.count, options: options)
        // Memory of the parity check and of the reference has other sizes than that of training.
        Engine.releaseFreedMemory()
        let loop = try TrainingLoop(
            score: score, plan: plan, pairs: all[split.training],
            validation: validation.map { ValidationPairs(pairs: $0, options: options) },
            slices: trained.slices, output: output, events: events)
        guard let rows = try loop.train(&report) else { return nil }
        try output.finish(report, trained, source, rows, plan: plan)
        return report
    }

    /// Options that mean nothing without held-out pairs are refused without them.
    private func checkValidation(_ evaluation: PairSource?) throws {
        if evaluation != nil && options.validationSize != nil {
            throw UsageError(
                "holdOut is \(options.validationSize ?? 0) but there is a file of held-out pairs; give one of the two."
            )
        }
        guard evaluation == nil && options.validationSize == nil else { return }
        let idle = [
            ("evaluationSteps", options.evaluationSteps.map { "\($0)" }),
            ("patience", options.patience.map { "\($0)" }), ("keep", options.keep?.rawValue),
        ]
        for case (let name, let value?) in idle {
            throw UsageError("\(name) is \(value) but no pairs are held out; hold out some.")
        }
    }
}
