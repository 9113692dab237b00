public import Storage

/// Inputs of the chat template that a row gives beside its messages, under the names of
/// transformers and TRL.
public struct TemplateInputs: Sendable, Hashable {
    /// `tools`: the functions that a model may call, a list of JSON schemas.
    public var tools: JSONValue?
    /// `documents`: texts to answer from, a list of objects.
    public var documents: JSONValue?
    /// `chat_template_kwargs`: further variables of the template, in the order of the file.
    public var arguments: [JSONMember]

    /// Inputs as they are, unchecked; `nil` and no arguments are absent fields.
    public init(
        tools: JSONValue? = nil, documents: JSONValue? = nil, arguments: [JSONMember] = []
    ) {
        self.tools = tools
        self.documents = documents
        self.arguments = arguments
    }

    /// Messages alone.
    public static let none = TemplateInputs()

    /// Whether the template is given messages alone.
    public var isEmpty: Bool { tools == nil && documents == nil && arguments.isEmpty }

    /// As a row has them; absent ones are left out.
    public var fields: [JSONMember] {
        var fields: [JSONMember] = []
        if !arguments.isEmpty {
            fields.append(JSONMember(key: Key.arguments.rawValue, value: .object(arguments)))
        }
        if let documents {
            fields.append(JSONMember(key: Key.documents.rawValue, value: documents))
        }
        if let tools { fields.append(JSONMember(key: Key.tools.rawValue, value: tools)) }
        return fields
    }

    /// Equal as Python's dictionaries are: the order of keys does not count.
    public static func == (one: TemplateInputs, two: TemplateInputs) -> Bool {
        JSONValue.object(one.fields) == .object(two.fields)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(JSONValue.object(fields)) }

    private enum Key: String, CodingKey {
        case tools, documents
        case arguments = "chat_template_kwargs"
    }
}

/// Beside other fields of a row.
extension TemplateInputs: Codable {
    /// An absent field, `null` and an empty list are the same. A text is read as JSON, as TRL reads
    /// tables in which every row has other tools.
    /// - Throws: `DecodingError` or `DataError` for fields of another shape.
    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Key.self)
        func value(_ key: Key) throws -> JSONValue? {
            guard let value = try row.decodeIfPresent(JSONValue.self, forKey: key), !value.isNull
            else { return nil }
            guard let text = value.string else { return value }
            guard let inner = try? JSONParser.parse(row: text).value else {
                throw DataError("\(key.rawValue) is a text that is not JSON.")
            }
            return inner.isNull ? nil : inner
        }
        func list(_ key: Key) throws -> JSONValue? {
            guard let value = try value(key) else { return nil }
            guard let items = value.array else {
                throw DataError("\(key.rawValue) should be a list.")
            }
            for (place, item) in items.enumerated() {
                guard case .object = item else {
                    throw DataError("\(key.rawValue)[\(place)] should be an object.")
                }
            }
            return items.isEmpty ? nil : value
        }
        tools = try list(.tools)
        documents = try list(.documents)
        arguments = []
        guard let value = try value(.arguments) else { return }
        guard case .object(let members) = value else {
            throw DataError("\(Key.arguments.rawValue) should be an object.")
        }
        for member in members where Self.taken.contains(member.key) {
            throw DataError(
                "\(Key.arguments.rawValue).\(member.key) is not a variable that a row can give.")
        }
        arguments = members
    }

    /// The fields of ``fields`` beside those that the encoder has already.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue.object(fields).encode(to: encoder)
    }

    /// Parameters of transformers' `apply_chat_template` itself.
    private static let taken: Set<String> = [  // exact: ASCII
        "messages", "conversation", "tools", "chat_template", "add_generation_prompt",
        "continue_final_message", "tokenize", "padding", "truncation", "max_length",
        "return_tensors", "return_dict", "return_assistant_tokens_mask", "tokenizer_kwargs",
    ]
}
