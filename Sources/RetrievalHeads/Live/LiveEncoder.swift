import Artifacts
import Haystacks
import Tokenization

/// A model's tokenizer and chat template as haystacks see them.
struct LiveEncoder: PromptEncoder {
    let text: ChatTokenizer
    /// Whether templates that can let the model think first do.
    var thinks = false

    func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece] {
        let encoding = try self.text.tokenizer.encoding(text, addSpecialTokens: addSpecialTokens)
        return zip(encoding.ids, encoding.offsets).map { TokenPiece(id: $0, range: $1) }
    }

    /// Templates that can think first (Qwen3) are told whether to: a thought would fill the few tokens
    /// that an answer gets. Other templates do not read the argument.
    func chatText(user content: String) throws -> String? {
        try text.text(
            [.user(content)], generationPrompt: true, arguments: ["enable_thinking": .bool(thinks)])
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
