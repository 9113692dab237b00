import Storage

/// What a model goes on from: a conversation, or plain text.
///
/// ```swift
/// ModelPrompt(messages: [.user("Where is the key?")])                           // the answer is next
/// ModelPrompt(messages: [.user("Where is the key?"), .assistant("It is")], continuesFinalMessage: true)
/// ModelPrompt(text: "Question: Where is the key?\nAnswer:")                     // no chat template
/// ```
public struct ModelPrompt: Sendable, Hashable {
    /// The conversation so far; empty where there is a text.
    public var messages: [ChatMessage]
    /// Inputs of the chat template beside them.
    public var inputs: TemplateInputs
    /// Whether the last message is begun and goes on, as `continue_final_message` of transformers has it;
    /// else the answer of the assistant is wanted next.
    public var continuesFinalMessage: Bool
    /// Plain text to be completed, with the special tokens that the tokenizer adds to every text.
    public var text: String?

    /// A conversation.
    public init(
        messages: [ChatMessage], inputs: TemplateInputs = .none, continuesFinalMessage: Bool = false
    ) {
        self.messages = messages
        self.inputs = inputs
        self.continuesFinalMessage = continuesFinalMessage
    }

    /// Plain text.
    public init(text: String) {
        self.init(messages: [])
        self.text = text
    }

    /// Equal texts are those of equal code points.
    public static func == (one: ModelPrompt, two: ModelPrompt) -> Bool {
        one.messages == two.messages && one.inputs == two.inputs
            && one.continuesFinalMessage == two.continuesFinalMessage
            && one.text.map { ExactText($0) } == two.text.map { ExactText($0) }
    }

    /// As for equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(messages)
        hasher.combine(inputs)
        hasher.combine(continuesFinalMessage)
        hasher.combine(text.map { ExactText($0) })
    }
}
