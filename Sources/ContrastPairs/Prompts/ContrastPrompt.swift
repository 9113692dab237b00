public import Artifacts
import Storage

/// A prompt to answer twice: the first user turn of a row, and what the row gives to the chat template
/// beside it.
public struct ContrastPrompt: Sendable, Equatable {
    /// Row in the file, from 0; blank lines are no rows, refused ones are.
    public let index: Int
    public let conversationID: String?
    /// The turn with all of its keys.
    public let message: ChatMessage
    public let inputs: TemplateInputs
    /// Set when no answers are wanted, and why.
    public let dropped: DropReason?

    public init(
        index: Int, conversationID: String?, message: ChatMessage, inputs: TemplateInputs = .none,
        dropped: DropReason? = nil
    ) {
        self.index = index
        self.conversationID = conversationID
        self.message = message
        self.inputs = inputs
        self.dropped = dropped
    }

    /// A prompt that is a text.
    public init(index: Int, conversationID: String?, text: String, dropped: DropReason? = nil) {
        self.init(
            index: index, conversationID: conversationID, message: .user(text), dropped: dropped)
    }

    public var text: String { message.content }

    /// SHA-256 of the text, or of all that the template is given where that is more.
    var hash: String {
        guard !message.isPlain || !inputs.isEmpty else { return Fingerprint.of(text) }
        return Fingerprint.of(JSONValue.array([message.json, .object(inputs.fields)]).text)
    }
}
