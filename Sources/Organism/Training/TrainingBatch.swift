/// The rows of one pre-training step; every row has the same number of tokens.
///
/// The loss of a step is the mean over all rows and all positions `t >= 1` of
/// `weights[row][t] * crossEntropy(logits[row][t - 1], tokens[row][t])`, divided by the sum of those
/// weights: `weights[row][t]` says how much *predicting* token `t` counts, and `weights[row][0]`
/// counts for nothing.
public struct TrainingBatch: Sendable, Equatable {
    /// Token ids, `[rows][length]`.
    public var tokens: [[Int32]]
    /// 1 on the tokens of answers, a small number on the rest, 0 on padding; `[rows][length]`.
    public var weights: [[Float]]
    /// Positions for the rotary embedding, strictly rising, with skips; `[rows][length]`.
    public var positions: [[Int32]]

    /// The highest rate of head dropout that each row may draw, 0 to 1; `[rows]`.
    public var headDropout: [Double]

    public init(
        tokens: [[Int32]], weights: [[Float]], positions: [[Int32]], headDropout: [Double]
    ) {
        self.tokens = tokens
        self.weights = weights
        self.positions = positions
        self.headDropout = headDropout
    }
}
