import Artifacts

/// The pairs of each step. All of it follows from the step number.
///
/// Micro-batches of `microBatchSize` pairs, and `gradientAccumulationSteps` of them a step. Each epoch ends
/// with what is left, in smaller ones, as in TRL: 8 pairs in micro-batches of 3, two a step, make the
/// steps `[3, 3]` and `[2]`.
struct PairOrder {
    let pairs: Int
    let options: PreferenceOptions

    private var passes: Int { (pairs + options.microBatchSize - 1) / options.microBatchSize }

    var stepsPerEpoch: Int {
        (passes + options.gradientAccumulationSteps - 1) / options.gradientAccumulationSteps
    }

    var steps: Int { stepsPerEpoch * options.epochs }

    /// The micro-batches of a step (from 0), as indices of pairs.
    func step(_ step: Int) -> [[Int]] {
        let order = order(epoch: step / stepsPerEpoch)
        let first = step % stepsPerEpoch * options.gradientAccumulationSteps
        return (first..<min(first + options.gradientAccumulationSteps, passes)).map { pass in
            Array(
                order[
                    pass * options.microBatchSize..<min((pass + 1) * options.microBatchSize, pairs)]
            )
        }
    }

    /// Epochs done after `steps` steps, with the part of the last one.
    func epoch(after steps: Int) -> Double {
        let passed = min(steps % stepsPerEpoch * options.gradientAccumulationSteps, passes)
        return Double(steps / stepsPerEpoch) + Double(passed) / Double(passes)
    }

    private func order(epoch: Int) -> [Int] {
        var order = Array(0..<pairs)
        if options.shuffle {
            var random = SeededGenerator.derive(options.seed, UInt64(epoch))
            random.shuffle(&order)
        }
        return order
    }
}
