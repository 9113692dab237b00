public import Artifacts

/// What an ablation asks of a model.
public protocol AblatedDecoder {
    /// Greedy answers to prompts while heads are silent; one call is one batch.
    func answers(_ prompts: [[Int]], maxTokens: Int, silenced: [HeadID]) throws -> [String]

    /// Natural logarithms of the probabilities of the tokens after the first.
    func logProbabilities(of tokens: [Int], silenced: [HeadID]) throws -> [Double]
}
