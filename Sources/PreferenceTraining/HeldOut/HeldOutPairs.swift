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
        _ score: SequenceLogProbability, device: Device, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [String: Double] {
        var sums: [String: Double] = [:]
        for start in stride(from: 0, to: pairs.count, by: options.batch) {
            let indices = Array(start..<min(start + options.batch, pairs.count))
            let (loss, metrics) = try withoutGradients {
                let (loss, metrics) = try pairs.microBatch(indices)
                    .loss(score, options, device: device)
                return (try loss.item(), metrics)
            }
            let share = Double(indices.count) / Double(pairs.count)
            sums["eval_loss", default: 0] += loss * share
            for (name, value) in metrics { sums["eval_\(name)", default: 0] += value * share }
            progress(indices.count + start, pairs.count)
        }
        if let loss = sums["eval_loss"], !loss.isFinite {
            throw UsageError(
                "the loss of the held-out pairs is \(loss); use a learning rate below \(options.learningRate)."
            )
        }
        return sums
    }
}
