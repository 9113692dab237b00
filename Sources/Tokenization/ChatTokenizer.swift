public import Artifacts
public import Foundation
public import Storage

/// The text side of a model folder: tokenizer, chat template, and the ids that end answers.
public final class ChatTokenizer: Sendable {
    /// The tokenizer of the folder, without the chat template.
    public let tokenizer: Tokenizer
    /// The template of conversations, only of those without tools where the folder has a second one
    /// (`tool_use`); nil where there is none.
    public let template: ChatTemplate?
    /// The template as the folder has it; nil where there is none.
    package let templateText: String?
    /// Text of the begin-of-sequence token (`bos_token`), which templates write; nil where there is none.
    public let bosToken: String?
    /// Text of the end-of-sequence token (`eos_token`); nil where there is none.
    public let eosToken: String?
    /// Whether transformers' `decode` would clean up spaces: see ``TokenSpaces``.
    public let cleansSpaces: Bool
    /// Ids that end an answer: `eos_token_id` of generation_config.json and config.json, and the
    /// tokenizer's end token.
    public let stopIDs: Set<Int>

    /// The template of conversations with tools, where that is another one.
    private let toolTemplate: ChatTemplate?

    /// - Throws: `UsageError` when there is no tokenizer.json, `DataError` for files that cannot be
    ///   read as what they should be.
    public static func load(_ folder: URL) throws -> ChatTokenizer {
        let configuration = try TokenizerConfiguration(folder: folder)
        return try ChatTokenizer(
            Tokenizer.load(folder, configuration), folder, configuration,
            ChatTemplates(folder: folder, configured: configuration.chatTemplate))
    }

    /// The same of a folder that is looked at, whose chat template need not be readable.
    ///
    /// - Parameter problems: gets what is wrong with templates; rendering one of these throws it again.
    package static func load(_ folder: URL, problems: inout [DataError]) throws -> ChatTokenizer {
        let configuration = try TokenizerConfiguration(folder: folder)
        return try ChatTokenizer(
            Tokenizer.load(folder, configuration), folder, configuration,
            ChatTemplates(
                folder: folder, configured: configuration.chatTemplate, problems: &problems))
    }

    private init(
        _ tokenizer: Tokenizer, _ folder: URL, _ configuration: TokenizerConfiguration,
        _ templates: ChatTemplates
    ) throws {
        self.tokenizer = tokenizer
        bosToken = tokenizer.special.texts["bos_token"]
        eosToken = tokenizer.special.texts["eos_token"]
        cleansSpaces = configuration.cleansSpaces
        var stops = Set(eosToken.flatMap(tokenizer.id(of:)).map { [$0] } ?? [])
        for file in ["generation_config.json", "config.json"] {
            let value = try TokenizerConfiguration.object(folder.appendingPathComponent(file))
            stops.formUnion(Self.ids(value?["eos_token_id"]))
        }
        stopIDs = stops
        template = templates.plain
        templateText = templates.text
        toolTemplate = templates.withTools
    }

    private static func ids(_ value: JSONValue?) -> [Int] {
        value?.array?.compactMap(\.int) ?? value?.int.map { [$0] } ?? []
    }

    /// The conversation as the template writes it; nil without a template.
    ///
    /// - Parameters:
    ///   - inputs: what the conversation's row gives beside it.
    ///   - arguments: further variables of the template; those of the row go before them.
    public func text(
        _ messages: [ChatMessage], generationPrompt: Bool, inputs: TemplateInputs = .none,
        arguments: [String: JSONValue] = [:]
    ) throws -> String? {
        var values = arguments
        if let tools = inputs.tools { values["tools"] = tools }
        if let documents = inputs.documents { values["documents"] = documents }
        for argument in inputs.arguments {
            values[argument.key] = argument.value
        }
        let hasTools: Bool
        switch values["tools"] {
        case nil, .null?: hasTools = false
        default: hasTools = true
        }
        return try (hasTools ? toolTemplate ?? template : template)?.render(
            messages, generationPrompt: generationPrompt, bosToken: bosToken, eosToken: eosToken,
            arguments: tokenizer.special.variables.merging(values) { $1 })
    }

    /// The conversation as token ids. A template writes its own special tokens; without one the
    /// contents, a line each, get those that the tokenizer adds.
    public func ids(
        _ messages: [ChatMessage], generationPrompt: Bool, inputs: TemplateInputs = .none,
        arguments: [String: JSONValue] = [:]
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
