import Storage
import Torch

/// Pairs that are only evaluated.
struct ValidationPairs {
    let pairs: ReferencedPairs
    let options: PreferenceOptions

    /// Loss and metrics under TRL's names with `eval_` before them: `eval_loss`,
    /// `eval_rewards/margins` and so on. Each is the mean over the pairs, and a term over
    /// tokens that over all their tokens, whatever the batch.
    ///
    /// - Parameter progress: called with the pairs done, and all.
    /// - Throws: `UsageError` when the loss is no number.
    func evaluate(
        _ score: SequenceLogProbability, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [String: Double] {
        var sums: [String: Double] = [:]
        let batches = stride(from: 0, to: pairs.count, by: options.schedule.microBatchSize).map {
            Array($0..<min($0 + options.schedule.microBatchSize, pairs.count))
        }
        // Passes of a few pairs, but weights of one micro-batch: a mean over tokens must not become a
        // mean over batches of such means.
        let splitter = MicroBatchSplitter(options, pairs.pairs, layout: score.layout)
        var done = 0
        for pass in splitter.passes(batches, of: Array(0..<pairs.count)) {
            let (loss, metrics) = try PairPass(pass, of: pairs).loss(score, options)
            sums["eval_loss", default: 0] += loss * pass.weight
            for (name, value) in metrics {
                sums["eval_\(name)", default: 0] += value * fraction(of: name, pass)
            }
            done += pass.pairs.count
            progress(done, pairs.count)
        }
        if let loss = sums["eval_loss"], !loss.isFinite {
            throw UsageError(
                "the loss of the held-out pairs is \(loss); use a learning rate below \(options.schedule.learningRate)."
            )
        }
        return sums
    }

    /// The part of a pass in a mean over all pairs: mean logits are over tokens of one side, all other metrics over pairs.
    private func fraction(of metric: String, _ pass: MicroBatchSplitter.Pass) -> Double {
        let side: KeyPath<TokenizedPair, TokenizedPair.Side>
        switch metric {
        case "logits/chosen": side = \.chosen
        case "logits/rejected": side = \.rejected
        default: return pass.pairFraction
        }
        let all = pairs.pairs.reduce(0) { $0 + $1[keyPath: side].scored }
        let part = pass.pairs.reduce(0) { $0 + pairs.pairs[$1][keyPath: side].scored }
        return Double(part) / Double(max(all, 1))
    }
}
