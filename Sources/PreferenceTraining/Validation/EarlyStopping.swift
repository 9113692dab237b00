public import Artifacts

/// Early stopping by the rows of the log.
///
/// As transformers' `EarlyStoppingCallback` with `eval_loss`: an evaluation is better when its loss
/// is lower than that of every one before. All of it follows from the log, so a run that goes on
/// after a kill reads its rows again and knows what the first one knew.
///
///     eval_loss   0.69  0.60  0.62  0.61      patience 2: over after the fourth, best the second
public struct EarlyStopping: Sendable {
    public struct Best: Codable, Sendable, Equatable {
        public var step: Int
        /// `eval_loss`
        public var loss: Double

        public init(step: Int, loss: Double) {
            self.step = step
            self.loss = loss
        }
    }

    public private(set) var best: Best?
    /// Evaluations since the best.
    public private(set) var misses = 0
    let patience: Int?

    public init(patience: Int? = nil) { self.patience = patience }

    public var isOver: Bool { patience.map { misses >= $0 } ?? false }

    /// - Returns: whether the row has an evaluation, and the best so far.
    @discardableResult
    public mutating func note(_ row: TrainingStep) -> Bool {
        guard let loss = row.metrics["eval_loss"] else { return false }
        guard loss < best?.loss ?? .infinity else {
            misses += 1
            return false
        }
        best = Best(step: row.step, loss: loss)
        misses = 0
        return true
    }
}
