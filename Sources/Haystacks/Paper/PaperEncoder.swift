/// The tokenizer interface of the published procedure, beyond ``PromptEncoder``.
public protocol PaperEncoder: PromptEncoder {
    /// The text of the token that begins a text, if the model has one.
    var beginToken: String? { get }

    /// As transformers' `encode`, with the special tokens that the tokenizer adds.
    func ids(of text: String, addSpecialTokens: Bool) throws -> [Int]

    /// As transformers' `decode`: special tokens stay, and spaces before punctuation go where
    /// tokenizer_config.json sets `clean_up_tokenization_spaces`.
    func text(of ids: [Int]) throws -> String

    /// The same without special tokens.
    func answerText(of ids: [Int]) throws -> String
}
