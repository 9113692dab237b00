public import Artifacts
public import DecoderModels
public import Foundation
import Optimization
public import Tokenization
import Torch

/// Trains a model to prefer the chosen answers, and can be killed at any moment.
///
/// ```swift
/// let trainer = PreferenceTrainer(model: model, text: text, fingerprint: fingerprint)
/// let run = try trainer.train(pairs: file, source: folder, to: out)
/// ```
/// The numbers are those of TRL 0.24's `DPOTrainer` on the same batches: losses averaged over the
/// micro-batches of a step, AdamW, clipping, the learning rate.
public struct PreferenceTrainer {
    public let model: DecoderModel
    public let text: ChatTokenizer
    /// SHA-256 of the model's configuration and weights.
    public let fingerprint: String
    public var options: PreferenceOptions
    /// For tests of what happens when the layouts differ: that of ``LayoutCheck``.
    var layoutTolerance: Double?

    /// What a caller may want to hear and say on the way.
    public struct Events {
        /// What the limits take from the pairs; called once, before the first step.
        public var truncation: (TruncationReport) -> Void = { _ in }
        /// A sentence that should be seen, such as that the chosen answers become unlikely.
        public var warning: (String) -> Void = { _ in }
        /// Called after each step, and after each batch of the reference.
        public var progress: ProgressHandler = { _ in }
        /// Asked after each step; true writes a checkpoint and ends the run there.
        public var isStopped: () -> Bool = { false }
        /// For tests of kills: what it throws ends the run without any writing.
        package var afterStep: (Int) throws -> Void = { _ in }

        public init() {}
    }

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
    ///   - pairs: `.jsonl` or `.jsonl.gz` in TRL's conversational format. The log-probabilities of
    ///     the reference are kept beside it.
    ///   - source: the model's folder, from which configuration and tokenizer are copied.
    ///   - out: the finished Hugging Face folder, with `training.jsonl`, `trainer_state.json` and
    ///     `preference.json`; whole or absent. Until then everything stands in `<out>.checkpoints`.
    ///   - restarts: begin again instead of going on.
    /// - Returns: what was done; nil when `isStopped` ended it early.
    /// - Throws: `UsageError` for bad options or another run's output, `DataError` for bad pairs.
    public func train(
        pairs file: URL, source: URL, to out: URL, restarts: Bool = false, events: Events = Events()
    ) throws -> PreferenceRun? {
        try options.validate()
        let conversations = try PairFile.read(file)
        let set = try PreferenceSet(
            conversations, tokens: PreferenceTokens(text, mode: options.mode), options: options,
            positions: model.configuration.positions)
        return try train(
            set, file: file, source: source, to: out, restarts: restarts, events: events)
    }

    package func train(
        _ set: PreferenceSet, file: URL, source: URL, to out: URL, restarts: Bool = false,
        events: Events = Events()
    ) throws -> PreferenceRun? {
        try options.validate()
        var run = PreferenceRun(
            options: options, model: fingerprint, pairs: try Fingerprint.of(file: file),
            truncation: set.truncation, steps: 0, warnings: [])
        let output = PreferenceOutput(out)
        try output.claim(run, restarts: restarts)
        if let finished = try output.finished() { return finished }
        events.truncation(set.truncation)

        let score = try scorer(set.pairs[0], events) { run.warnings.append($0) }
        let budget = TokenBudget(options, set.pairs)
        // Before a checkpoint changes the weights.
        let referenceFile = try ReferenceLogProbabilities.place(
            beside: file, model: fingerprint, set.pairs)
        let references = try ReferenceLogProbabilities(
            set.pairs, score: score, file: referenceFile, batch: options.batch, budget: budget,
            progress: events.progress
        ).rows

        let parameters: [NamedTensor] = model.parameters.map { ($0.name, $0.tensor) }
        let tensors = parameters.map(\.tensor)
        for tensor in tensors { try tensor.setRequiresGrad(true) }
        defer { for tensor in tensors { try? tensor.setRequiresGrad(false) } }
        let optimizer = try AdamW(
            parameters,
            AdamWSettings(
                beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
                weightDecay: options.weightDecay))
        let first = try output.checkpoints.restore(parameters, [optimizer]) ?? 0
        let order = PairOrder(pairs: set.pairs.count, options: options)
        let schedule = LearningRateSchedule(
            peak: options.learningRate, steps: order.steps, warmUpShare: options.warmup,
            shape: .cosine(minimum: options.minimumRate))
        let log = try output.log(through: first)
        var watch = ChosenWatch(beta: options.beta)
        for row in log.rows { if let text = watch.warning(row) { run.warnings.append(text) } }

        var tally = StepTally()
        for step in first..<max(first, order.steps) {
            let batches = order.step(step)
            var gradients: [Tensor] = []
            var loss = 0.0
            for pass in budget.passes(batches) {
                let share = pass.weight / Double(batches.count)
                let result = try MicroBatch(
                    pairs: pass.pairs.map { set.pairs[$0] },
                    references: pass.pairs.map { references[$0] }
                ).gradients(score, options, parameters: tensors, share: share)
                if gradients.isEmpty {
                    gradients = result.gradients
                } else {
                    for (sum, one) in zip(gradients, result.gradients) { try sum.add_(one) }
                }
                loss += result.loss * share
                tally.add(metrics: result.metrics, weight: pass.share)
            }
            guard loss.isFinite else {
                throw UsageError(
                    "the loss of step \(step + 1) is \(loss); use a learning rate below \(options.learningRate)."
                )
            }
            tally.add(loss: loss)
            tally.gradNorm = try GradientClipping.clip(gradients, to: options.maxGradNorm)
            tally.learningRate = schedule.rate(at: step)
            try optimizer.step(gradients, rate: tally.learningRate)

            let done = step + 1
            let isLast = done == order.steps
            let stops = !isLast && events.isStopped()
            let saves = done % options.checkpointSteps == 0 || stops
            // A row ends at every checkpoint: sums do not outlive a kill.
            if done % options.loggingSteps == 0 || isLast || saves {
                let row = tally.row(step: done, epoch: order.epoch(after: done))
                try log.append(row)
                tally = StepTally()
                if let text = watch.warning(row) {
                    run.warnings.append(text)
                    events.warning(text)
                }
            }
            if saves { try output.checkpoints.save(step: done, parameters, [optimizer]) }
            events.progress(
                ProgressReport(
                    label: "training", done: done, total: order.steps, resumed: first,
                    detail: Self.detail(log.rows.last)))
            try events.afterStep(done)
            if stops { return nil }
        }
        run.steps = order.steps
        try output.finish(run, model, source, log.rows)
        return run
    }

    private static func detail(_ row: TrainingStep?) -> String {
        guard let row else { return "" }
        var text = String(format: "loss %.4f", row.loss)
        if let margin = row.metrics["rewards/margins"] {
            text += String(format: ", margin %.3f", margin)
        }
        if let chosen = row.metrics["logps/chosen"] {
            text += String(format: ", chosen %.1f", chosen)
        }
        return text
    }
}
