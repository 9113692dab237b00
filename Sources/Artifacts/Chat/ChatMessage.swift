public import Storage

/// One turn of a conversation, as every chat template and TRL dataset spells it.
///
/// `role` and `content` are there always or nearly so; what else a row has (`tool_calls`,
/// `tool_call_id`, `name`, `reasoning_content`, …) is kept with its value and its place, since the
/// chat template decides what of it a model sees.
///
/// ```json
/// {"role": "assistant", "content": null, "tool_calls": [{"type": "function", "function": {…}}]}
/// ```
/// Two messages are equal when Python's dictionaries are; a key with `null` counts as absent, as
/// tables of rows (Arrow) have it.
public struct ChatMessage: Sendable {
    /// All keys in the order of the file.
    public let fields: [JSONMember]
    /// `system`, `user`, `assistant`, `tool`, or what else the template knows.
    public let role: String

    /// A message with these two keys and no other.
    public init(role: String, content: String) {
        fields = [
            JSONMember(key: "role", value: .string(role)),
            JSONMember(key: "content", value: .string(content)),
        ]
        self.role = role
    }

    /// The same message with another content.
    package func replacing(content: JSONValue) -> ChatMessage {
        ChatMessage(
            role: role,
            fields: fields.map {
                $0.key.isExactly("content") ? JSONMember(key: $0.key, value: content) : $0
            })
    }

    private init(role: String, fields: [JSONMember]) {
        self.role = role
        self.fields = fields
    }

    /// A plain message of the user.
    public static func user(_ content: String) -> ChatMessage {
        ChatMessage(role: "user", content: content)
    }
    /// A plain message of the assistant.
    public static func assistant(_ content: String) -> ChatMessage {
        ChatMessage(role: "assistant", content: content)
    }

    /// The text of the message: `content`, or the texts of its parts; empty where there is none.
    public var content: String {
        switch self["content"] {
        case .string(let text)?: text
        case .array(let parts)?: parts.compactMap { $0.string ?? $0["text"]?.string }.joined()
        default: ""
        }
    }

    /// The value of a key as the file has it; nil where there is none.
    public subscript(_ key: String) -> JSONValue? { json[key] }

    /// All fields as one object, in the order of the file.
    public var json: JSONValue { .object(fields) }

    /// Whether there is a role and a text and nothing else.
    public var isPlain: Bool { fields.count == 2 && self["content"]?.string != nil }

    /// Whether anything but white space is said: a text, or something beside it, such as a call of a
    /// tool or a thought.
    public var saysSomething: Bool {
        if content.contains(where: { !$0.isWhitespace }) { return true }
        return fields.contains { field in
            guard !["role", "content", "name"].contains(field.key) else { return false }
            switch field.value {
            case .null, .bool: return false
            case .string(let text): return !text.isEmpty
            case .array(let items): return !items.isEmpty
            case .object(let members): return !members.isEmpty
            case .int, .double: return false
            }
        }
    }
}

extension ChatMessage: Hashable {
    /// Equal as Python's dictionaries are, whatever the order of keys; `null` counts as absent.
    public static func == (one: ChatMessage, two: ChatMessage) -> Bool {
        one.present == two.present
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(present) }

    private var present: JSONValue { .object(fields.filter { !$0.value.isNull }) }
}

extension ChatMessage: Codable {
    /// - Throws: `DecodingError` for what is no object, lacks a role, or has a content that is
    ///   neither text nor a list of texts and parts; `DataError` for a part that is no text.
    public init(from decoder: any Decoder) throws {
        let json = try JSONValue(from: decoder)
        func problem(_ type: Any.Type, _ keys: [AnyKey] = []) -> DecodingError {
            .typeMismatch(
                type, .init(codingPath: decoder.codingPath + keys, debugDescription: ""))
        }
        guard case .object(let members) = json else { throw problem([String: Any].self) }
        guard let role = json["role"] else {
            throw DecodingError.keyNotFound(
                AnyKey("role"), .init(codingPath: decoder.codingPath, debugDescription: ""))
        }
        guard let role = role.string else { throw problem(String.self, [AnyKey("role")]) }
        switch json["content"] {
        case nil, .null?, .string?: break
        case .array(let parts)?:
            for (place, part) in parts.enumerated() where part.string == nil {
                let path = [AnyKey("content"), AnyKey(place: place)]
                guard case .object = part else { throw problem([String: Any].self, path) }
                guard let type = part["type"]?.string, Self.media.contains(type) else { continue }
                throw DataError(
                    "\(DecodingProblem.path(decoder.codingPath + path)) is of type \(type), but a model here reads text only."
                )
            }
        default: throw problem(TextOrParts.self, [AnyKey("content")])
        }
        self.role = role
        fields = members
    }

    /// All fields; through Foundation's encoders their order is lost (`JSONValue`).
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

    /// Parts of other models' conversations.
    private static let media: Set<String> = [  // exact: ASCII
        "image", "image_url", "input_image", "audio", "audio_url", "input_audio", "video",
        "video_url", "file", "input_file",
    ]
}

/// The shape that `content` should have.
enum TextOrParts: ExpectedShape {
    static var words: String { "text or a list of parts" }
}
