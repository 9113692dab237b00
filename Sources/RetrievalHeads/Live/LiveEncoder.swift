import Haystacks
import Tokenization

/// A model's tokenizer and chat template as haystacks see them.
struct LiveEncoder: PromptEncoder {
    let text: ChatTokenizer
    /// Whether templates with a reasoning mode turn it on.
    var reasoning = false

    func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece] {
        let encoding = try self.text.tokenizer.encoding(text, addSpecialTokens: addSpecialTokens)
        return zip(encoding.ids, encoding.offsets).map { TokenPiece(id: $0, range: $1) }
    }

    /// Templates with a reasoning mode (Qwen3) are told whether to use it: reasoning would fill the
    /// few tokens that an answer gets. Other templates do not read the argument.
    func chatText(user content: String) throws -> String? {
        try text.text(
            [.user(content)], generationPrompt: true,
            arguments: ["enable_thinking": .bool(reasoning)])
    }
}

extension LiveEncoder: PaperEncoder {
    var beginToken: String? { text.bosToken }

    func ids(of text: String, addSpecialTokens: Bool) throws -> [Int] {
        try self.text.tokenizer.encode(text, addSpecialTokens: addSpecialTokens)
    }

    func text(of ids: [Int]) throws -> String {
        cleaned(text.tokenizer.decode(ids, skipSpecialTokens: false))
    }

    func answerText(of ids: [Int]) throws -> String {
        cleaned(text.tokenizer.decode(ids, skipSpecialTokens: true))
    }

    private func cleaned(_ decoded: String) -> String {
        text.cleansSpaces ? TokenSpaces.cleaned(decoded) : decoded
    }
}
