import Artifacts
import DecoderModels
import Foundation
import Optimization
import Torch

/// The steps of a training, from the newest checkpoint to the end.
struct TrainingLoop {
    let plan: TrainingPlan
    let pairs: ReferencedPairs
    let heldOut: HeldOutPairs?
    let score: SequenceLogProbability
    /// What alone is changed of the tensors; nil for all of them.
    let slices: HeadSlices?
    let output: PreferenceOutput
    let events: PreferenceTrainer.Events

    private let budget: TokenBudget
    private let parameters: [NamedTensor]
    private let tensors: [Tensor]
    private let optimizer: AdamW

    private var options: PreferenceOptions { plan.options }

    init(
        score: SequenceLogProbability, plan: TrainingPlan, pairs: ReferencedPairs,
        heldOut: HeldOutPairs?, slices: HeadSlices? = nil, output: PreferenceOutput,
        events: PreferenceTrainer.Events
    ) throws {
        self.plan = plan
        self.pairs = pairs
        self.heldOut = heldOut
        self.output = output
        self.events = events
        self.score = score
        self.slices = slices
        budget = TokenBudget(plan.options, pairs.pairs, layout: score.layout)
        parameters = score.model.trained.map { ($0.name, $0.tensor) }
        tensors = parameters.map(\.tensor)
        let options = plan.options
        optimizer = try AdamW(
            parameters,
            AdamWSettings(
                beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
                weightDecay: options.weightDecay))
    }

    /// Trains, and leaves the weights in the model that should be kept.
    ///
    /// - Returns: the rows of the log; nil when `isStopped` ended it early.
    func run(_ run: inout PreferenceRun) throws -> [TrainingStep]? {
        for tensor in tensors { try tensor.setRequiresGrad(true) }
        defer { for tensor in tensors { try? tensor.setRequiresGrad(false) } }
        let first = try output.checkpoints.restore(parameters, [optimizer]) ?? 0
        let log = try output.log(through: first)
        let curves = try output.curves(log.rows)
        var watch = ChosenWatch(options)
        var stopping = EarlyStopping(patience: options.patience)
        for row in log.rows {
            if let text = watch.warning(row) { run.warnings.append(text) }
            stopping.note(row)
            events.logged(row)
        }
        var tally = StepTally()
        run.steps = first
        while run.steps < plan.order.steps && !stopping.isOver {
            try take(step: run.steps, &tally)
            run.steps += 1
            let done = run.steps
            let evaluation = try evaluation(after: done)
            let stops = !plan.isLast(done) && events.isStopped()
            var saves = plan.saves(after: done) || stops
            // A row ends at every checkpoint: sums do not outlive a kill.
            if plan.logs(after: done) || saves || evaluation != nil {
                var row = tally.row(step: done, epoch: plan.order.epoch(after: done))
                row.metrics.merge(evaluation ?? [:]) { $1 }
                try log.append(row)
                try curves.append(row)
                tally = StepTally()
                if stopping.note(row) && keepsBest { saves = true }
                events.logged(row)
                if let text = watch.warning(row) {
                    run.warnings.append(text)
                    events.warning(text)
                }
            }
            if saves { try save(step: done, best: stopping.best) }
            events.progress(
                ProgressReport(
                    label: "training", done: done, total: plan.order.steps, resumed: first,
                    detail: Self.detail(log.rows.last)))
            try events.afterStep(done)
            if stops { return nil }
        }
        run.best = stopping.best
        if keepsBest, let best = stopping.best, best.step != run.steps {
            try output.checkpoints.restore(parameters, step: best.step)
        }
        return log.rows
    }

    private var keepsBest: Bool { heldOut != nil && options.keep != .last }

    /// Forward, backward, update.
    private func take(step: Int, _ tally: inout StepTally) throws {
        let batches = plan.order.step(step)
        let sums = GradientAccumulator()
        var loss = 0.0
        for pass in budget.passes(batches) {
            let share = pass.weight / Double(batches.count)
            let result = try pairs.microBatch(pass)
                .gradients(score, options, share: share, into: sums)
            loss += result.loss * share
            tally.add(metrics: result.metrics, weight: pass.share)
        }
        guard loss.isFinite else {
            throw UsageError(
                "the loss of step \(step + 1) is \(loss); use a learning rate below \(options.learningRate)."
            )
        }
        tally.add(loss: loss)
        let gradients = try sums.gradients(for: score.model.trained)
        try slices?.restrict(gradients)
        tally.gradNorm = try GradientClipping.clip(gradients, to: options.maxGradNorm)
        tally.learningRate = plan.schedule.rate(at: step)
        try optimizer.step(gradients, rate: tally.learningRate)
        try slices?.putBack()
    }

    private func evaluation(after done: Int) throws -> [String: Double]? {
        guard let heldOut, plan.evaluates(after: done) else { return nil }
        return try heldOut.evaluate(score, progress: events.evaluating)
    }

    private func save(step: Int, best: EarlyStopping.Best?) throws {
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
