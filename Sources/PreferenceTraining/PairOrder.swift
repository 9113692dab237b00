import Artifacts

/// Which pairs each step takes. All of it follows from the step number.
///
/// Micro-batches of `batch` pairs, and `accumulation` of them a step. Each epoch ends with what is
/// left, in smaller ones, as in TRL: 8 pairs with batch 3 and accumulation 2 make the steps
/// `[3, 3]` and `[2]`. With a token budget a step takes the same pairs, cut into as many
/// micro-batches as they fill.
struct PairOrder {
    let pairs: Int
    let options: PreferenceOptions
    /// How the pairs of a step are cut; `batch` pairs each when nil.
    var plan: PassPlan?

    private var passes: Int { (pairs + options.batch - 1) / options.batch }

    var stepsPerEpoch: Int { (passes + options.accumulation - 1) / options.accumulation }

    var steps: Int { stepsPerEpoch * options.epochs }

    /// The micro-batches of a step (from 0), as indices of pairs.
    func step(_ step: Int) -> [[Int]] {
        let order = order(epoch: step / stepsPerEpoch)
        let first = step % stepsPerEpoch * options.accumulation
        let taken = order[
            first * options.batch..<min((first + options.accumulation) * options.batch, pairs)]
        return (plan ?? .pairs(options.batch)).passes(Array(taken))
    }

    /// What the mean loss of a micro-batch counts in its step: as much as every other's, as in TRL,
    /// or, where a budget makes them uneven, as its pairs do.
    func share(_ pass: [Int], of passes: [[Int]]) -> Double {
        options.batchTokens == nil
            ? 1 / Double(passes.count)
            : Double(pass.count) / Double(passes.reduce(0) { $0 + $1.count })
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
