import Artifacts

/// Which pairs each step takes. All of it follows from the step number.
///
/// Micro-batches of `batch` pairs, and `accumulation` of them a step. Each epoch ends with what is
/// left, in smaller ones, as in TRL: 8 pairs with batch 3 and accumulation 2 make the steps
/// `[3, 3]` and `[2]`.
struct PairOrder {
    let pairs: Int
    let options: PreferenceOptions

    private var passes: Int { (pairs + options.batch - 1) / options.batch }

    var stepsPerEpoch: Int { (passes + options.accumulation - 1) / options.accumulation }

    var steps: Int { stepsPerEpoch * options.epochs }

    /// The micro-batches of a step (from 0), as indices of pairs.
    func step(_ step: Int) -> [[Int]] {
        let order = order(epoch: step / stepsPerEpoch)
        let first = step % stepsPerEpoch * options.accumulation
        return (first..<min(first + options.accumulation, passes)).map { pass in
            Array(order[pass * options.batch..<min((pass + 1) * options.batch, pairs)])
        }
    }

    /// Epochs done after `steps` steps, with the part of the last one.
    func epoch(after steps: Int) -> Double {
        let passed = min(steps % stepsPerEpoch * options.accumulation, passes)
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
