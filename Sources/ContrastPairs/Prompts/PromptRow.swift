import Artifacts
import Storage

/// One row of a chat file, in any of the shapes that are in use.
///
/// `messages` (chat datasets), `conversation` (LMSYS-Chat-1M and LMSYS-Chat-1M-Synth) or `prompt`
/// (TRL: a text or a list of messages).
struct PromptRow: Decodable {
    let conversationID: String?
    /// The first turn of the user, nil when there is none: the only one that is asked. Others are
    /// whatever they are.
    let question: ChatMessage?
    let inputs: TemplateInputs
    let isRedacted: Bool
    let isEmpty: Bool
    let isDuplicate: Bool

    init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: AnyKey.self)
        conversationID = try row.text("conversation_id") ?? row.text("id")
        let names = ["messages", "conversation", "prompt"]
        guard let name = try names.first(where: { try row.isPresent($0) }) else {
            throw DataError("a row needs messages, conversation or prompt.")
        }
        question =
            name == "prompt"
            ? try row.prompt()
            : try row.question(of: row.nestedUnkeyedContainer(forKey: AnyKey(name)))
        inputs = try TemplateInputs(from: decoder)
        isRedacted = try row.flag("redacted")
        // LMSYS-Chat-1M-Synth spells its flags with the language of the translated instruction;
        // the published pipeline heeds the Japanese ones in its English run, so any language counts.
        isEmpty = try row.anyFlag(startingWith: "empty_user_instruction")
        isDuplicate = try row.anyFlag(startingWith: "duplicate_user_instruction")
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

    fileprivate func prompt() throws -> ChatMessage? {
        if let turns = try? nestedUnkeyedContainer(forKey: AnyKey("prompt")) {
            return try question(of: turns)
        }
        return .user(try decode(String.self, forKey: AnyKey("prompt")))
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
