public import Artifacts
import Jinja
public import Storage

/// A chat template as Hugging Face folders have it: Jinja, rendered as transformers renders it.
///
/// ```swift
/// let template = try ChatTemplate("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}")
/// try template.render([.user("Hello")], generationPrompt: false, bosToken: nil, eosToken: nil)
/// // "user: Hello\n"
/// ```
/// A rendering has a budget of steps and of text, so no template can hang or fill the memory.
public struct ChatTemplate: Sendable {
    private let name: String
    /// The template, or the reason why there is nothing to render.
    private let template: Result<Template, DataError>

    /// A template that is not there: rendering is this error.
    init(refusing error: DataError) {
        (name, template) = ("chat_template", .failure(error))
    }

    /// - Throws: `DataError` with the line of what cannot be read.
    public init(_ source: String, name: String = "chat_template") throws {
        self.name = name
        template = .success(try Template(source, name: name))
    }

    /// - Parameters:
    ///   - generationPrompt: end where the assistant's answer begins.
    ///   - arguments: further variables, such as `enable_thinking` or `tools`.
    /// - Throws: `DataError` with the template's line, also for what the template itself refuses.
    public func render(
        _ messages: [ChatMessage], generationPrompt: Bool, bosToken: String?, eosToken: String?,
        arguments: [String: JSONValue] = [:]
    ) throws -> String {
        // transformers always passes these two; templates ask `tools is none`.
        var values: [String: JSONValue] = ["tools": .null, "documents": .null]
        if let bosToken { values["bos_token"] = .string(bosToken) }
        if let eosToken { values["eos_token"] = .string(eosToken) }
        values.merge(arguments) { $1 }
        values["messages"] = .array(messages.map(\.json))
        values["add_generation_prompt"] = .bool(generationPrompt)
        let text = try template.get().render(values)
        try refusePrintedParts(messages, text)
        return text
    }

    /// A template that expects text prints a list of parts as Python would write it in a program.
    private func refusePrintedParts(_ messages: [ChatMessage], _ text: String) throws {
        for (place, message) in messages.enumerated() {
            guard let parts = message["content"], case .array(let items) = parts, !items.isEmpty,
                try text.containsExactly(Template.repr(parts))
            else { continue }
            throw DataError(
                "\(name) prints the parts of messages[\(place)].content as a Python list; give content as text."
            )
        }
    }
}
