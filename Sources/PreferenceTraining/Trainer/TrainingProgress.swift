import Storage

/// The progress of a whole training: the reference, the steps and the evaluations, each weighed by its
/// tokens and by what a token of it costs.
final class TrainingProgress {
    private static let reference = 0
    private static let training = 1
    private static let evaluation = 2

    private let meter: WorkMeter
    private let progress: ProgressHandler
    /// Training may end early.
    private let isAtMost: Bool

    init(
        _ options: PreferenceOptions, clock: ProgressClock = ProgressClock(),
        progress: @escaping ProgressHandler
    ) {
        self.progress = progress
        isAtMost = options.validation.patience != nil
        // A backward pass costs two forward passes.
        let training = options.memory.checkpointsActivations ? 4.0 : 3.0
        meter = WorkMeter(weights: [1, training, 1], clock: clock)
    }

    /// The pairs of a file that have no reference yet.
    func expectReference(tokens: Int) { meter.expect(Self.reference, more: Double(tokens)) }

    /// Says what the steps of a training and its evaluations compute.
    ///
    /// - Parameters:
    ///   - tokens: of all pairs that are trained on.
    ///   - evaluated: those of the pairs of an evaluation.
    ///   - first: steps that an earlier process has done.
    func expect(_ plan: TrainingPlan, tokens: Int, evaluated: Int?, after first: Int = 0) {
        let (done, steps) = (plan.order.epoch(after: first), plan.order.steps)
        let evaluations = (0..<steps).map { plan.evaluates(after: $0 + 1) }
        func count(_ part: ArraySlice<Bool>) -> Double {
            Double(part.count { $0 } * (evaluated ?? 0))
        }
        meter.expect(
            Self.training, Double(tokens) * (Double(plan.options.schedule.epochs) - done))
        meter.expect(Self.evaluation, count(evaluations[first...]))
        guard first > 0 else { return }
        meter.find(Self.training, Double(tokens) * done)
        meter.find(Self.evaluation, count(evaluations[..<first]))
    }

    /// References of an earlier process.
    func findReference(tokens: Int) {
        meter.find(Self.reference, Double(tokens))
        meter.expect(Self.reference, more: -Double(tokens))
    }

    /// Leaves out the time since the last pass.
    func pause() { meter.pause() }

    func addReference(tokens: Int) { meter.add(Self.reference, Double(tokens)) }
    func addTraining(tokens: Int) { meter.add(Self.training, Double(tokens)) }
    func addEvaluation(tokens: Int) { meter.add(Self.evaluation, Double(tokens)) }

    /// Reports, with the estimate of the whole training.
    func report(_ report: ProgressReport) {
        var report = report
        report.estimate = meter.estimate(isAtMost: isAtMost)
        progress(report)
    }

    /// Reports within a step or an evaluation, where it is time.
    func reportIfDue(_ report: @autoclosure () -> ProgressReport) {
        if meter.isDue() { self.report(report()) }
    }
}

extension MicroBatchSplitter {
    /// Tokens that are computed for these pairs, without padding.
    func tokens(of pairs: [Int]) -> Int { pairs.reduce(0) { $0 + tokens[$1] } }
}

extension PairDataset {
    /// Tokens that are computed for all pairs, without padding.
    func tokens(_ options: PreferenceOptions) -> Int {
        MicroBatchSplitter(options, pairs, layout: options.memory.layout).tokens.reduce(0, +)
    }
}

extension TrainingLoop {
    /// Says what all steps and evaluations will compute, and what of it is done.
    func expect(after first: Int) {
        progress.expect(
            plan, tokens: splitter.tokens.reduce(0, +),
            evaluated: validation?.pairs.tokens(options),
            after: first)
    }

    /// Where the steps are.
    func report(done: Int, resumed: Int, detail: String) -> ProgressReport {
        ProgressReport(
            label: "training", done: done, total: plan.order.steps, resumed: resumed,
            detail: detail)
    }
}
