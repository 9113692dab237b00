import Artifacts

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
