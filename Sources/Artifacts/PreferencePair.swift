/// A contrastive pair in TRL's conversational format: `chosen` is the normal model's answer,
/// `rejected` the ablated model's, to the same prompt.
///
/// One JSON object a line: `{"conversation_id": …, "chosen": [user, assistant],
/// "rejected": [user, assistant]}`. TRL's `DPOTrainer` reads the file as it is.
public struct PreferencePair: Codable, Sendable, Equatable {
    public var conversationID: String?
    public var chosen: [ChatMessage]
    public var rejected: [ChatMessage]

    public init(conversationID: String?, chosen: [ChatMessage], rejected: [ChatMessage]) {
        self.conversationID = conversationID
        self.chosen = chosen
        self.rejected = rejected
    }

    enum CodingKeys: String, CodingKey {
        case conversationID = "conversation_id"
        case chosen, rejected
    }
}
