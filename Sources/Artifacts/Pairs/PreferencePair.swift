public import Storage

/// A contrastive pair in TRL's conversational format: `chosen` is the normal model's answer,
/// `rejected` the ablated model's, to the same prompt.
///
/// One JSON object a line: `{"conversation_id": …, "chosen": [user, assistant],
/// "rejected": [user, assistant]}`. TRL's `DPOTrainer` reads the file as it is. Where the prompt had
/// `tools`, `documents` or `chat_template_kwargs`, so has the pair.
public struct PreferencePair: Codable, Sendable, Equatable {
    public var conversationID: String?
    public var chosen: [ChatMessage]
    public var rejected: [ChatMessage]
    public var inputs: TemplateInputs

    public init(
        conversationID: String?, chosen: [ChatMessage], rejected: [ChatMessage],
        inputs: TemplateInputs = .none
    ) {
        self.inputs = inputs
        self.conversationID = conversationID
        self.chosen = chosen
        self.rejected = rejected
    }

    enum CodingKeys: String, CodingKey {
        case conversationID = "conversation_id"
        case chosen, rejected
    }

    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        conversationID = try row.decodeIfPresent(String.self, forKey: .conversationID)
        chosen = try row.decode([ChatMessage].self, forKey: .chosen)
        rejected = try row.decode([ChatMessage].self, forKey: .rejected)
        inputs = try TemplateInputs(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encodeIfPresent(conversationID, forKey: .conversationID)
        try row.encode(chosen, forKey: .chosen)
        try row.encode(rejected, forKey: .rejected)
        try inputs.encode(to: encoder)
    }
}

extension PreferencePair: OrderedJSON {
    public var orderedJSON: JSONValue? {
        guard !inputs.isEmpty || (chosen + rejected).contains(where: { !$0.isPlain }) else {
            return nil
        }
        var fields = inputs.fields
        if let conversationID {
            fields.append(
                JSONMember(key: CodingKeys.conversationID.rawValue, value: .string(conversationID)))
        }
        for (key, side) in [(CodingKeys.chosen, chosen), (.rejected, rejected)] {
            fields.append(JSONMember(key: key.rawValue, value: .array(side.map(\.json))))
        }
        return .object(fields)
    }
}
