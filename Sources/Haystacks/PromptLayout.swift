/// The words around the context and the question.
///
///     opening + context + bridge + question + closing
///
/// The result is the user's turn of the model's chat template, or the raw prompt of a model without
/// one.
public struct PromptLayout: Codable, Sendable, Equatable {
    public var opening: String
    public var bridge: String
    public var closing: String
    /// Render through the chat template when the model has one.
    public var usesChatTemplate: Bool

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
