import Artifacts
import DecoderModels
import Foundation
import Optimization
import Storage
import Torch

/// The steps of a training, from the newest checkpoint to the end.
struct TrainingLoop {
    let plan: TrainingPlan
    let pairs: PairDataset
    let validation: ValidationPairs?
    let score: SequenceLogProbability
    /// The parts of the tensors that are changed; nil for all of them.
    let slices: HeadSlices?
    let output: PreferenceOutput
    let events: PreferenceTrainer.Events
    let progress: TrainingProgress

    let splitter: MicroBatchSplitter
    private let parameters: [NamedTensor]
    private let tensors: [Tensor]
    private let optimizer: AdamW

    var options: PreferenceOptions { plan.options }

    init(
        score: SequenceLogProbability, plan: TrainingPlan, pairs: PairDataset,
        validation: ValidationPairs?, slices: HeadSlices? = nil, output: PreferenceOutput,
        events: PreferenceTrainer.Events, progress: TrainingProgress
    ) throws {
        self.plan = plan
        self.pairs = pairs
        self.validation = validation
        self.output = output
        self.events = events
        self.progress = progress
        self.score = score
        self.slices = slices
        splitter = MicroBatchSplitter(plan.options, pairs.pairs, layout: score.layout)
        parameters = score.model.trained.map { ($0.name, $0.tensor) }
        tensors = parameters.map(\.tensor)
        let options = plan.options
        optimizer = try AdamW(
            parameters,
            AdamWSettings(
                beta1: options.schedule.beta1, beta2: options.schedule.beta2,
                epsilon: options.schedule.epsilon,
                weightDecay: options.schedule.weightDecay))
    }

    /// Trains, and leaves the weights in the model that should be kept.
    ///
    /// - Returns: the rows of the log; nil when `isStopped` ended it early.
    func train(_ report: inout TrainingReport) throws -> [TrainingStep]? {
        for tensor in tensors { try tensor.setRequiresGrad(true) }
        defer { for tensor in tensors { try? tensor.setRequiresGrad(false) } }
        let first = try output.checkpoints.restore(parameters, [optimizer]) ?? 0
        let log = try output.log(through: first)
        let curves = try output.curves(log.rows)
        var monitor = ChosenLikelihoodMonitor(options)
        var stopping = EarlyStopping(patience: options.validation.patience)
        for row in log.rows {
            if let text = monitor.warning(row) { report.warnings.append(text) }
            stopping.note(row)
            events.logged(row)
        }
        var accumulator = MetricAccumulator()
        report.steps = first
        expect(after: first)
        progress.pause()
        func detail() -> String { Self.detail(log.rows.last) }
        while report.steps < plan.order.steps && !stopping.isOver {
            try trainStep(report.steps, &accumulator) { [done = report.steps] in
                self.report(done: done, resumed: first, detail: detail())
            }
            report.steps += 1
            let done = report.steps
            // A step whose evaluation is under way is not done.
            let evaluation = try validate(after: done) { evaluated in
                self.report(done: done - 1, resumed: first, detail: "evaluating \(evaluated)")
            }
            let stops = !plan.isLast(done) && events.isStopped()
            var saves = plan.saves(after: done) || stops
            // A row ends at every checkpoint: sums do not outlive a kill.
            if plan.logs(after: done) || saves || evaluation != nil {
                var row = accumulator.row(step: done, epoch: plan.order.epoch(after: done))
                row.metrics.merge(evaluation ?? [:]) { $1 }
                try log.append(row)
                try curves.append(row)
                accumulator = MetricAccumulator()
                if stopping.note(row) && keepsBest { saves = true }
                events.logged(row)
                if let text = monitor.warning(row) {
                    report.warnings.append(text)
                    events.warning(text)
                }
            }
            if saves { try save(step: done, best: stopping.best) }
            progress.report(self.report(done: done, resumed: first, detail: detail()))
            try events.afterStep(done)
            if stops { return nil }
        }
        report.best = stopping.best
        if keepsBest, let best = stopping.best, best.step != report.steps {
            try output.checkpoints.restore(parameters, step: best.step)
        }
        return log.rows
    }

    private var keepsBest: Bool { validation != nil && options.validation.keep != .last }

    /// Forward, backward, update.
    private func trainStep(
        _ step: Int, _ accumulator: inout MetricAccumulator, _ report: () -> ProgressReport
    ) throws {
        let batches = plan.order.step(step)
        let gradients = GradientAccumulator()
        var loss = 0.0
        for pass in splitter.passes(batches) {
            let scale = pass.weight / Double(batches.count)
            let result = try PairPass(pass, of: pairs)
                .gradients(score, options, lossScale: scale, into: gradients)
            loss += result.loss * scale
            accumulator.add(metrics: result.metrics, weight: pass.pairFraction)
            progress.addTraining(tokens: splitter.tokens(of: pass.pairs))
            progress.reportIfDue(report())
        }
        guard loss.isFinite else {
            throw UsageError(
                "the loss of step \(step + 1) is \(loss); use a learning rate below \(options.schedule.learningRate)."
            )
        }
        accumulator.add(loss: loss)
        let summed = try gradients.gradients(for: score.model.trained)
        try slices?.restrict(summed)
        accumulator.gradNorm = try GradientClipping.clip(summed, to: options.schedule.maxGradNorm)
        accumulator.learningRate = plan.schedule.learningRate(at: step)
        try optimizer.step(summed, learningRate: accumulator.learningRate)
        try slices?.putBack()
    }

    /// - Parameter report: with the pairs evaluated, and all.
    private func validate(
        after done: Int, _ report: (String) -> ProgressReport
    ) throws -> [String: Double]? {
        guard let validation, plan.evaluates(after: done) else { return nil }
        return try validation.evaluate(score) { evaluated, all, tokens in
            events.evaluating(evaluated, all)
            progress.addEvaluation(tokens: tokens)
            progress.reportIfDue(report("\(evaluated)/\(all)"))
        }
    }

    private func save(step: Int, best: BestEvaluation?) throws {
        try output.checkpoints.save(
            step: step, keeping: keepsBest ? best?.step : nil, parameters, [optimizer])
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
