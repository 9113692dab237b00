import Storage

/// The words around the context and the question.
///
///     opening + context + bridge + question + closing
///
/// The result is the user's turn of the model's chat template, or the raw prompt of a model without
/// one.
public struct PromptLayout: Codable, Sendable, Equatable {
    /// Text before the context.
    public var opening: String
    /// Text between context and question.
    public var bridge: String
    /// Text after the question.
    public var closing: String
    /// Render through the chat template when the model has one.
    public var usesChatTemplate: Bool

    /// A layout of these texts.
    public init(
        opening: String, bridge: String, closing: String, usesChatTemplate: Bool = true
    ) {
        self.opening = opening
        self.bridge = bridge
        self.closing = closing
        self.usesChatTemplate = usesChatTemplate
    }

    /// The context in `<book>` tags, then the question.
    public static let book = PromptLayout(
        opening: "<book>", bridge: "</book>\nAnswer this question from the book in a few words: ",
        closing: "\nAnswer:")

    /// The user's turn around a context.
    public func content(context: String, question: String) -> String {
        opening + context + bridge + question + closing
    }
}

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
    /// Id in the vocabulary.
    public var id: Int
    /// Unicode scalars of the text; empty for tokens that the tokenizer added.
    public var range: Range<Int>

    /// A token of this range.
    public init(id: Int, range: Range<Int>) {
        self.id = id
        self.range = range
    }
}

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
