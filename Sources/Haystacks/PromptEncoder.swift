/// The tokenizer interface of haystacks: a real tokenizer, or a test's word splitter.
public protocol PromptEncoder {
    /// The tokens of `text`, each with the half-open range of Unicode scalars it stands for.
    func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece]

    /// The text of a conversation of one user turn, up to where the assistant starts to answer;
    /// nil when the model has no chat template.
    func chatText(user content: String) throws -> String?
}

/// A token and the part of the text that it stands for.
public struct TokenPiece: Sendable, Equatable {
    public var id: Int
    /// Unicode scalars of the text; empty for tokens that the tokenizer added.
    public var range: Range<Int>

    public init(id: Int, range: Range<Int>) {
        self.id = id
        self.range = range
    }
}
