import Storage

/// The text that is tokenized, and where the user's turn stands in it.
struct RenderedPrompt {
    let text: String
    /// Scalars before the content; negative when the template trims white space that it starts with.
    let contentStart: Int
    /// A template writes its own begin-of-text token; raw text needs the tokenizer's.
    let needsSpecialTokens: Bool

    /// - Throws: `DataError` when the template changes the content.
    init(_ content: String, layout: PromptLayout, encoder: any PromptEncoder) throws {
        guard layout.usesChatTemplate, let text = try encoder.chatText(user: content) else {
            self.text = content
            contentStart = 0
            needsSpecialTokens = true
            return
        }
        // Templates may trim the content (Llama 3 does), so only its core is sure to survive.
        let wanted = Array(content.unicodeScalars)
        let leading = wanted.prefix { $0.properties.isWhitespace }.count
        let trailing = wanted.reversed().prefix { $0.properties.isWhitespace }.count
        let core = wanted.dropFirst(leading).dropLast(trailing)
        guard let start = Array(text.unicodeScalars).firstRange(of: core)?.lowerBound else {
            throw DataError(
                "the chat template changes the text of the user's turn, so the needle cannot be located in it."
            )
        }
        self.text = text
        contentStart = start - leading
        needsSpecialTokens = false
    }

    /// Scalars before the context.
    func contextStart(_ layout: PromptLayout) -> Int {
        contentStart + layout.opening.unicodeScalars.count
    }

    /// Tokens from the question to the end.
    func questionTokens(
        context: String, question: String, layout: PromptLayout, in pieces: [TokenPiece]
    ) -> Range<Int> {
        let start =
            contextStart(layout) + context.unicodeScalars.count + layout.bridge.unicodeScalars.count
        let own = start..<start + max(question.unicodeScalars.count, 1)
        let first = NeedleSpan.tokens(covering: own, in: pieces)?.lowerBound
        return (first ?? pieces.count)..<pieces.count
    }
}
