public import Storage

/// One row of a file of prompts, in any of the shapes that are in use.
///
/// `messages` (chat datasets), `conversation` (LMSYS-Chat-1M and LMSYS-Chat-1M-Synth) or `prompt`
/// (TRL: a text or a list of messages). Written as TRL has it:
///
///     {"conversation_id": …, "prompt": "Where is the spare key?"}
public struct PromptRow: Sendable, Equatable {
    /// `conversation_id`, or else `id`; a whole number is taken as its digits.
    public var conversationID: String?
    /// The first turn of the user, nil when there is none: the only one that is asked. Others are
    /// whatever they are.
    public var question: ChatMessage?
    /// Inputs of the chat template beside the messages.
    public var inputs: TemplateInputs
    /// `redacted` of LMSYS-Chat-1M: parts of the conversation were blacked out.
    public var isRedacted = false
    /// Whether a key that begins with `empty_user_instruction` is set (LMSYS-Chat-1M-Synth), in any
    /// language.
    public var isEmpty = false
    /// Whether a key that begins with `duplicate_user_instruction` is set, in any language; a text, the
    /// name of the row that it repeats, sets it too.
    public var isDuplicate = false

    /// A row with no flag set.
    public init(conversationID: String?, question: ChatMessage, inputs: TemplateInputs = .none) {
        self.conversationID = conversationID
        self.question = question
        self.inputs = inputs
    }
}

extension PromptRow: Codable {
    private static let idKey = "conversation_id"
    private static let promptKey = "prompt"
    private static let redactedKey = "redacted"
    // LMSYS-Chat-1M-Synth spells its flags with the language of the translated instruction;
    // the published pipeline heeds the Japanese ones in its English run, so any language counts.
    private static let emptyKey = "empty_user_instruction"
    private static let duplicateKey = "duplicate_user_instruction"

    /// - Throws: `DataError` without any of the three shapes and for inputs of another shape,
    ///   `DecodingError` for a user turn without content and for fields of another type.
    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: AnyKey.self)
        conversationID = try row.text(Self.idKey) ?? row.text("id")
        let names = ["messages", "conversation", Self.promptKey]
        guard let name = try names.first(where: { try row.isPresent($0) }) else {
            throw DataError("a row needs messages, conversation or prompt.")
        }
        question =
            name == Self.promptKey
            ? try row.prompt(Self.promptKey)
            : try row.question(of: row.nestedUnkeyedContainer(forKey: AnyKey(name)))
        inputs = try TemplateInputs(from: decoder)
        isRedacted = try row.flag(Self.redactedKey)
        isEmpty = try row.anyFlag(startingWith: Self.emptyKey)
        isDuplicate = try row.anyFlag(startingWith: Self.duplicateKey)
    }

    /// Written as TRL has it; flags that are not set are left out.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue.object(fields).encode(to: encoder)
    }

    private var fields: [JSONMember] {
        var fields = inputs.fields
        if let conversationID {
            fields.append(JSONMember(key: Self.idKey, value: .string(conversationID)))
        }
        var prompt = JSONValue.array(question.map { [$0.json] } ?? [])
        if let question, question.isPlain { prompt = .string(question.content) }
        fields.append(JSONMember(key: Self.promptKey, value: prompt))
        let flags = [
            (Self.redactedKey, isRedacted), (Self.emptyKey, isEmpty),
            (Self.duplicateKey, isDuplicate),
        ]
        for case (let key, true) in flags {
            fields.append(JSONMember(key: key, value: .bool(true)))
        }
        return fields
    }
}

extension PromptRow: OrderedJSON {
    /// The row with all keys in their order; nil for a plain question without inputs.
    public var orderedJSON: JSONValue? {
        inputs.isEmpty && question?.isPlain ?? true ? nil : .object(fields)
    }
}

// Any key, since flags carry the language in their name.
extension KeyedDecodingContainer<AnyKey> {
    /// Text or a whole number.
    fileprivate func text(_ name: String) throws -> String? {
        guard contains(AnyKey(name)) else { return nil }
        if let number = try? decode(Int.self, forKey: AnyKey(name)) { return "\(number)" }
        return try decodeIfPresent(String.self, forKey: AnyKey(name))
    }

    fileprivate func isPresent(_ name: String) throws -> Bool {
        try contains(AnyKey(name)) && !decodeNil(forKey: AnyKey(name))
    }

    fileprivate func prompt(_ name: String) throws -> ChatMessage? {
        if let turns = try? nestedUnkeyedContainer(forKey: AnyKey(name)) {
            return try question(of: turns)
        }
        return .user(try decode(String.self, forKey: AnyKey(name)))
    }

    /// - Throws: `DecodingError` when the turn has no content.
    fileprivate func question(of turns: any UnkeyedDecodingContainer) throws -> ChatMessage? {
        var turns = turns
        while !turns.isAtEnd {
            let path = turns.codingPath + [AnyKey(place: turns.currentIndex)]
            var ahead = turns
            guard try ahead.decode(JSONValue.self)["role"]?.string == "user" else {
                turns = ahead
                continue
            }
            let turn = try turns.decode(ChatMessage.self)
            let context = DecodingError.Context(
                codingPath: path + [AnyKey("content")], debugDescription: "")
            switch turn["content"] {
            case nil:
                throw DecodingError.keyNotFound(
                    AnyKey("content"), .init(codingPath: path, debugDescription: ""))
            case .null?: throw DecodingError.valueNotFound(String.self, context)
            default: return turn
            }
        }
        return nil
    }

    /// A missing or null flag is not set.
    fileprivate func flag(_ name: String) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: AnyKey(name)) ?? false
    }

    /// True, or a text: a duplicate is also marked with the name of the row that it repeats.
    fileprivate func anyFlag(startingWith prefix: String) throws -> Bool {
        for key in allKeys where key.stringValue.hasPrefix(prefix) {
            if (try? decode(String.self, forKey: key)) != nil { return true }
            if try flag(key.stringValue) { return true }
        }
        return false
    }
}
