import Optimization

/// The events of each step. All of it follows from the options and the number of pairs.
struct TrainingPlan {
    let order: PairOrder
    let schedule: LearningRateSchedule
    let options: PreferenceOptions
    /// Steps between two evaluations.
    let evaluationSteps: Int

    init(pairs: Int, options: PreferenceOptions) {
        self.options = options
        order = PairOrder(pairs: pairs, options: options)
        schedule = LearningRateSchedule(options, steps: order.steps)
        evaluationSteps = options.evaluationSteps ?? order.stepsPerEpoch
    }

    func isLast(_ done: Int) -> Bool { done == order.steps }

    func evaluates(after done: Int) -> Bool { done % evaluationSteps == 0 || isLast(done) }

    func logs(after done: Int) -> Bool { done % options.loggingSteps == 0 || isLast(done) }

    func saves(after done: Int) -> Bool { done % options.checkpointSteps == 0 }
}

extension LearningRateSchedule {
    /// The schedule of `options` over all `steps`.
    init(_ options: PreferenceOptions, steps: Int) {
        self.init(
            options.schedule, peak: options.learningRate, steps: steps,
            warmUpRatio: options.warmup, minRatio: options.minLearningRateRatio)
    }
}
