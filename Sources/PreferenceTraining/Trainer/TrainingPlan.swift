import Artifacts
import Numbers
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
        evaluationSteps = options.validation.evaluationSteps ?? order.stepsPerEpoch
    }

    func isLast(_ done: Int) -> Bool { done == order.steps }

    func evaluates(after done: Int) -> Bool { done % evaluationSteps == 0 || isLast(done) }

    func logs(after done: Int) -> Bool {
        done % options.schedule.loggingSteps == 0 || isLast(done)
    }

    func saves(after done: Int) -> Bool { done % options.schedule.checkpointSteps == 0 }
}

extension LearningRateSchedule {
    /// The schedule of `options` over all `steps`.
    init(_ options: PreferenceOptions, steps: Int) {
        self.init(
            options.schedule.kind, peak: options.schedule.learningRate, steps: steps,
            warmUpRatio: options.schedule.warmup,
            minRatio: options.schedule.minLearningRateRatio)
    }
}

/// The pairs of each step. All of it follows from the step number.
///
/// Micro-batches of `microBatchSize` pairs, and `gradientAccumulationSteps` of them a step. Each epoch ends
/// with what is left, in smaller ones, as in TRL: 8 pairs in micro-batches of 3, two a step, make the
/// steps `[3, 3]` and `[2]`.
struct PairOrder {
    let pairs: Int
    let options: PreferenceOptions

    private var microBatches: Int {
        (pairs + options.schedule.microBatchSize - 1) / options.schedule.microBatchSize
    }

    var stepsPerEpoch: Int {
        (microBatches + options.schedule.gradientAccumulationSteps - 1)
            / options.schedule.gradientAccumulationSteps
    }

    var steps: Int { stepsPerEpoch * options.schedule.epochs }

    /// The micro-batches of a step (from 0), as indices of pairs.
    func step(_ step: Int) -> [[Int]] {
        let order = order(epoch: step / stepsPerEpoch)
        let first = step % stepsPerEpoch * options.schedule.gradientAccumulationSteps
        let size = options.schedule.microBatchSize
        return (first..<min(first + options.schedule.gradientAccumulationSteps, microBatches)).map {
            index in
            Array(order[index * size..<min((index + 1) * size, pairs)])
        }
    }

    /// Epochs done after `steps` steps, with the part of the last one.
    func epoch(after steps: Int) -> Double {
        let done = min(
            steps % stepsPerEpoch * options.schedule.gradientAccumulationSteps, microBatches)
        return Double(steps / stepsPerEpoch) + Double(done) / Double(microBatches)
    }

    private func order(epoch: Int) -> [Int] {
        var order = Array(0..<pairs)
        if options.schedule.shuffle {
            var random = SeededGenerator.derive(options.seed, UInt64(epoch))
            random.shuffle(&order)
        }
        return order
    }
}

/// Means since the last row of the log, taken as in TRL: losses over steps, metrics over
/// micro-batches.
struct MetricAccumulator {
    private var steps = 0
    private var weights = 0.0
    private var loss = 0.0
    private var sums: [String: Double] = [:]
    var gradNorm = 0.0
    var learningRate = 0.0

    mutating func add(loss: Double) {
        self.loss += loss
        steps += 1
    }

    /// - Parameter weight: the share of a micro-batch that these are the means of.
    mutating func add(metrics: [String: Double], weight: Double = 1) {
        for (name, value) in metrics { sums[name, default: 0] += weight * value }
        weights += weight
    }

    func row(step: Int, epoch: Double) -> TrainingStep {
        TrainingStep(
            step: step, epoch: epoch, loss: loss / Double(max(steps, 1)), gradNorm: gradNorm,
            learningRate: learningRate, metrics: sums.mapValues { $0 / max(weights, 1) })
    }
}
