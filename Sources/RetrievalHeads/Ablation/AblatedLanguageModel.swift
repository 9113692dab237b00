public import Artifacts

/// The model interface of ablations.
public protocol AblatedLanguageModel {
    /// Greedy answers to prompts while something is done to heads; one call is one batch.
    func answers(_ prompts: [[Int]], maxTokens: Int, ablation: HeadAblation) throws -> [String]

    /// Natural logarithms of the probabilities of the tokens after the first.
    func logProbabilities(of tokens: [Int], ablation: HeadAblation) throws -> [Double]

    /// Takes the means that heads are replaced by, for the gate `mean`, over this text.
    func calibrate(_ tokens: [Int]) throws
}
