/// The interface of likelihoods: log-probabilities of the tokens of texts.
public protocol Scorer {
    /// Natural logarithms of the probability of every token given those before it: one value per
    /// token after the first of each sequence.
    ///
    /// - Parameter ablation: of heads in all sequences; none for the normal model.
    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]]
}
