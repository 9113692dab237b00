import Artifacts
import Torch

/// Pairs that are not trained on, and what the model makes of them.
struct HeldOutPairs {
    let pairs: ReferencedPairs
    let options: PreferenceOptions

    /// Loss and metrics under TRL's names with `eval_` before them: `eval_loss`,
    /// `eval_rewards/margins` and so on. Each is the mean over the pairs, whatever the batch.
    ///
    /// - Parameter progress: called with the pairs done, and all.
    /// - Throws: `UsageError` when the loss is no number.
    func evaluate(
        _ score: SequenceLogProbability, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [String: Double] {
        var sums: [String: Double] = [:]
        let batches = stride(from: 0, to: pairs.count, by: options.batch).map {
            Array($0..<min($0 + options.batch, pairs.count))
        }
        let budget = TokenBudget(options, pairs.pairs)
        for batch in batches {
            let batchShare = Double(batch.count) / Double(pairs.count)
            for pass in budget.passes([batch]) {
                let (loss, metrics) = try pairs.microBatch(pass).loss(score, options)
                sums["eval_loss", default: 0] += loss * pass.weight * batchShare
                for (name, value) in metrics {
                    sums["eval_\(name)", default: 0] += value * pass.share * batchShare
                }
            }
            progress((batch.last ?? 0) + 1, pairs.count)
        }
        if let loss = sums["eval_loss"], !loss.isFinite {
            throw UsageError(
                "the loss of the held-out pairs is \(loss); use a learning rate below \(options.learningRate)."
            )
        }
        return sums
    }
}
