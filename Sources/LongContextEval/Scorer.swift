public import Artifacts

/// A model that the likelihood control can ask.
public protocol Scorer {
    /// Natural logarithms of the probability of every token given those before it: one value per
    /// token after the first of each sequence.
    ///
    /// - Parameter silenced: heads silenced for all sequences; empty for the normal model.
    func logProbabilities(of sequences: [[Int]], silenced: [HeadID]) throws -> [[Double]]
}
