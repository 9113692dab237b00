public import Artifacts
public import Foundation

/// What a model folder says about text: tokenizer, chat template, and where answers end.
public final class ChatTokenizer: Sendable {
    public let tokenizer: Tokenizer
    public let template: ChatTemplate?
    public let bosToken: String?
    public let eosToken: String?
    /// Whether transformers' `decode` would clean up spaces: see ``TokenSpaces``.
    public let cleansSpaces: Bool
    /// Ids that end an answer: `eos_token_id` of generation_config.json and config.json, and the
    /// tokenizer's end token.
    public let stopIDs: Set<Int>

    /// - Throws: `UsageError` when there is no tokenizer.json, `DataError` for files that cannot be
    ///   read as what they should be.
    public static func load(_ folder: URL) throws -> ChatTokenizer {
        try ChatTokenizer(
            Tokenizer.load(folder), folder,
            configuration: object(folder, "tokenizer_config.json"))
    }

    private init(
        _ tokenizer: Tokenizer, _ folder: URL, configuration: [String: Any]
    ) throws {
        self.tokenizer = tokenizer
        bosToken = Self.token(configuration["bos_token"])
        eosToken = Self.token(configuration["eos_token"])
        cleansSpaces = configuration["clean_up_tokenization_spaces"] as? Bool ?? false
        var stops = Set(eosToken.flatMap(tokenizer.id(of:)).map { [$0] } ?? [])
        for file in ["generation_config.json", "config.json"] {
            stops.formUnion(Self.ids(try Self.object(folder, file)["eos_token_id"]))
        }
        stopIDs = stops
        let url = folder.appendingPathComponent("chat_template.jinja")
        if FileManager.default.fileExists(atPath: url.path) {
            let source = String(decoding: try AtomicFile.read(url), as: UTF8.self)
            template = try ChatTemplate(source, name: url.path)
        } else {
            let name = folder.appendingPathComponent("tokenizer_config.json").path
            template = try Self.source(configuration["chat_template"]).map {
                try ChatTemplate($0, name: "\(name) chat_template")
            }
        }
    }

    /// A JSON object file; empty when the file is absent.
    private static func object(_ folder: URL, _ name: String) throws -> [String: Any] {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
        let data = try AtomicFile.read(url)
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw DataError("\(url.path) is not a JSON object.")
        }
        return object
    }

    /// A token is a text or an object with `content`.
    private static func token(_ value: Any?) -> String? {
        value as? String ?? (value as? [String: Any])?["content"] as? String
    }

    private static func ids(_ value: Any?) -> [Int] {
        value as? [Int] ?? (value as? Int).map { [$0] } ?? []
    }

    /// One template, or the one called `default` of several.
    private static func source(_ value: Any?) -> String? {
        if let text = value as? String { return text }
        let list = value as? [[String: Any]] ?? []
        let chosen = list.first { $0["name"] as? String == "default" } ?? list.first
        return chosen?["template"] as? String
    }

    /// The conversation as the template writes it; nil without a template.
    ///
    /// - Parameters:
    ///   - inputs: what the conversation's row gives beside it.
    ///   - arguments: further variables of the template; those of the row go before them.
    public func text(
        _ messages: [ChatMessage], generationPrompt: Bool, inputs: TemplateInputs = .none,
        arguments: [String: TemplateValue] = [:]
    ) throws -> String? {
        guard let template else { return nil }
        var values = arguments
        if let tools = inputs.tools { values["tools"] = TemplateValue(tools) }
        if let documents = inputs.documents { values["documents"] = TemplateValue(documents) }
        for argument in inputs.arguments {
            values[argument.key] = TemplateValue(argument.value)
        }
        return try template.render(
            messages, generationPrompt: generationPrompt, bosToken: bosToken, eosToken: eosToken,
            arguments: values)
    }

    /// The conversation as token ids. A template writes its own special tokens; without one the
    /// contents, a line each, get those that the tokenizer adds.
    public func ids(
        _ messages: [ChatMessage], generationPrompt: Bool, inputs: TemplateInputs = .none,
        arguments: [String: TemplateValue] = [:]
    ) throws -> [Int] {
        guard
            let text = try text(
                messages, generationPrompt: generationPrompt, inputs: inputs,
                arguments: arguments)
        else {
            return try tokenizer.encode(messages.map(\.content).joined(separator: "\n"))
        }
        return try tokenizer.encode(text, addSpecialTokens: false)
    }
}
