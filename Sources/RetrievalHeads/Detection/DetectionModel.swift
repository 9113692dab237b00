public import Haystacks

/// A model under detection: the language model, its text side, and its identity.
public struct DetectionModel {
    public var languageModel: any ProbedLanguageModel
    public var encoder: any PromptEncoder
    /// As it is shown to a person and written into the score file.
    public var name: String
    /// Tells weights and tokenizer of two models apart, whatever their folders are called. Trials
    /// of another fingerprint are not continued.
    public var fingerprint: String

    public init(
        languageModel: any ProbedLanguageModel, encoder: any PromptEncoder, name: String,
        fingerprint: String
    ) {
        self.languageModel = languageModel
        self.encoder = encoder
        self.name = name
        self.fingerprint = fingerprint
    }
}
