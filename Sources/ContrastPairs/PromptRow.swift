import Artifacts

/// One row of a chat file, in any of the shapes that are in use.
///
/// `messages` (chat datasets), `conversation` (LMSYS-Chat-1M and LMSYS-Chat-1M-Synth) or `prompt`
/// (TRL: a text or a list of messages).
struct PromptRow: Decodable {
    let conversationID: String?
    let turns: [ChatMessage]?
    let isRedacted: Bool
    let isEmpty: Bool
    let isDuplicate: Bool

    init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Key.self)
        conversationID = try row.text("conversation_id") ?? row.text("id")
        turns =
            try row.decodeIfPresent([ChatMessage].self, forKey: Key("messages"))
            ?? row.decodeIfPresent([ChatMessage].self, forKey: Key("conversation"))
            ?? row.prompt()
        isRedacted = try row.flag("redacted")
        // LMSYS-Chat-1M-Synth spells its flags with the language of the translated instruction;
        // the published pipeline heeds the Japanese ones in its English run, so any language counts.
        isEmpty = try row.anyFlag(startingWith: "empty_user_instruction")
        isDuplicate = try row.anyFlag(startingWith: "duplicate_user_instruction")
    }
}

/// Any key, since flags carry the language in their name.
private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<Key> {
    /// Text or a whole number.
    fileprivate func text(_ name: String) throws -> String? {
        guard contains(Key(name)) else { return nil }
        if let number = try? decode(Int.self, forKey: Key(name)) { return "\(number)" }
        return try decodeIfPresent(String.self, forKey: Key(name))
    }

    fileprivate func prompt() throws -> [ChatMessage]? {
        guard contains(Key("prompt")) else { return nil }
        if let turns = try? decode([ChatMessage].self, forKey: Key("prompt")) { return turns }
        return [.user(try decode(String.self, forKey: Key("prompt")))]
    }

    /// A missing or null flag is not set.
    fileprivate func flag(_ name: String) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: Key(name)) ?? false
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
