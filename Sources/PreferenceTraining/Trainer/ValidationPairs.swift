public import Artifacts
import Numbers
import Storage
import Torch

/// A split of pairs into those that are trained on and those that are only evaluated.
struct ValidationSplit: Equatable {
    /// Indices of pairs, in the order of the file.
    let training: [Int]
    let validation: [Int]

    /// Draws the validation pairs by the seed: `size` of `pairs` (below 1, rounded, at least one), or
    /// as many as it says.
    ///
    ///     8 pairs, 0.25 -> 6 and 2        8 pairs, 3 -> 5 and 3
    ///
    /// - Throws: `UsageError` when no pair is left to train on.
    init(pairs: Int, size: Double?, seed: UInt64) throws {
        guard let size else {
            (training, validation) = (Array(0..<pairs), [])
            return
        }
        let count = size < 1 ? max(1, Int((Double(pairs) * size).rounded())) : Int(size)
        guard count < pairs else {
            throw UsageError(
                "holdOut is \(size) but there are \(pairs) pairs; hold out fewer, so that some are left to train on."
            )
        }
        var order = Array(0..<pairs)
        // A stream of its own: epochs take those of their numbers.
        var random = SeededGenerator.derive(seed, .max)
        random.shuffle(&order)
        let drawn = Set(order[..<count])
        training = (0..<pairs).filter { !drawn.contains($0) }
        validation = drawn.sorted()
    }
}

/// Pairs that are only evaluated.
struct ValidationPairs {
    let pairs: PairDataset
    let options: PreferenceOptions

    /// Loss and metrics under TRL's names with `eval_` before them: `eval_loss`,
    /// `eval_rewards/margins` and so on. Each is the mean over the pairs, and a term over
    /// tokens that over all their tokens, whatever the batch.
    ///
    /// - Parameter progress: called after each pass with the pairs done, all, and the tokens of the pass.
    /// - Throws: `UsageError` when the loss is no number.
    func evaluate(
        _ score: SequenceLogProbability, progress: (Int, Int, Int) -> Void = { _, _, _ in }
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
            progress(done, pairs.count, splitter.tokens(of: pass.pairs))
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

/// Early stopping by the rows of the log.
///
/// As transformers' `EarlyStoppingCallback` with `eval_loss`: an evaluation is better when its loss
/// is lower than that of every one before. All of it follows from the log, so a run that goes on
/// after a kill reads its rows again and knows what the first one knew.
///
///     eval_loss   0.69  0.60  0.62  0.61      patience 2: over after the fourth, best the second
public struct EarlyStopping: Sendable {
    /// The evaluation with the lowest loss so far; nil before the first.
    public private(set) var best: BestEvaluation?
    /// Evaluations since the best.
    public private(set) var misses = 0
    let patience: Int?

    /// A rule before any evaluation; without patience it never ends a training.
    public init(patience: Int? = nil) { self.patience = patience }

    /// Whether as many evaluations in a row as the patience have passed without a lower loss.
    public var isOver: Bool { patience.map { misses >= $0 } ?? false }

    /// - Returns: whether the row has an evaluation, and the best so far.
    @discardableResult
    public mutating func note(_ row: TrainingStep) -> Bool {
        guard let loss = row.metrics["eval_loss"] else { return false }
        guard loss < best?.loss ?? .infinity else {
            misses += 1
            return false
        }
        best = BestEvaluation(step: row.step, loss: loss)
        misses = 0
        return true
    }
}
