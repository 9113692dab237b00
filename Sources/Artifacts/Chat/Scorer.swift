/// The interface of likelihoods: log-probabilities of the tokens of texts.
public protocol Scorer {
    /// Natural logarithms of the probability of every token given those before it: one value per
    /// token after the first of each sequence.
    ///
    /// - Parameter ablation: of heads in all sequences; none for the normal model.
    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]]
}

/// A scorer that has a tokenizer: log-probabilities of texts, and of texts after prompts.
public protocol TextScorer: Scorer {
    /// The tokens of a plain text, with the special ones that the tokenizer adds to every text.
    func tokens(of text: String) throws -> [Int]

    /// Of each request the log-probabilities of its choices after its prompt, one value per token of
    /// each choice.
    ///
    /// - Parameter ablation: of heads in prompts and choices; none for the normal model.
    func logProbabilities(of requests: [ChoiceRequest], ablation: HeadAblation) throws
        -> [[[Double]]]
}

/// A prompt and texts that may follow it, as they stand.
public struct ChoiceRequest: Sendable, Equatable {
    /// What the choices follow.
    public var prompt: ModelPrompt
    /// At least one, none of them empty.
    public var choices: [String]

    /// A question with its possible answers, which are not checked.
    public init(prompt: ModelPrompt, choices: [String]) {
        self.prompt = prompt
        self.choices = choices
    }
}
