public import Haystacks

/// A model under detection: what decodes, what turns text into its tokens, and who it is.
public struct ProbedModel {
    public var decoder: any ObservedDecoder
    public var encoder: any PromptEncoder
    /// As it is shown to a person and written into the score file.
    public var name: String
    /// Tells weights and tokenizer of two models apart, whatever their folders are called. Trials
    /// of another fingerprint are not continued.
    public var fingerprint: String

    public init(
        decoder: any ObservedDecoder, encoder: any PromptEncoder, name: String, fingerprint: String
    ) {
        self.decoder = decoder
        self.encoder = encoder
        self.name = name
        self.fingerprint = fingerprint
    }
}
