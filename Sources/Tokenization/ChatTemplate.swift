public import Artifacts

/// A chat template as Hugging Face folders have it: Jinja, rendered as transformers renders it.
///
/// ```swift
/// let template = try ChatTemplate("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}")
/// try template.render([.user("Hello")], generationPrompt: false, bosToken: nil, eosToken: nil)
/// // "user: Hello\n"
/// ```
/// Covered is what templates use: loops, conditions, macros, namespaces, filters, tests, slices,
/// string methods, `raise_exception`, `strftime_now`. Anything else is an error with its line.
/// A rendering has a budget of steps and of text, so no template can hang or fill the memory.
public struct ChatTemplate: Sendable {
    let name: String
    let statements: [TemplateStatement]

    /// - Throws: `DataError` with the line of what cannot be read.
    public init(_ source: String, name: String = "chat_template") throws {
        self.name = name
        statements = try TemplateParser.parse(source, name: name)
    }

    /// - Parameters:
    ///   - generationPrompt: end where the assistant's answer begins.
    ///   - arguments: further variables, such as `enable_thinking` or `tools`.
    /// - Throws: `DataError` with the template's line, also for what the template itself refuses.
    public func render(
        _ messages: [ChatMessage], generationPrompt: Bool, bosToken: String?, eosToken: String?,
        arguments: [String: TemplateValue] = [:]
    ) throws -> String {
        // transformers always passes these two; templates ask `tools is none`.
        var values: [String: TemplateValue] = ["tools": .null, "documents": .null]
        values.merge(arguments) { $1 }
        values["messages"] = .list(
            messages.map {
                .dictionary(["role": .string($0.role), "content": .string($0.content)])
            })
        values["add_generation_prompt"] = .bool(generationPrompt)
        if let bosToken { values["bos_token"] = .string(bosToken) }
        if let eosToken { values["eos_token"] = .string(eosToken) }
        return try render(values)
    }

    /// Renders with these variables alone.
    func render(_ values: [String: TemplateValue]) throws -> String {
        try TemplateRenderer(name: name, values: values).render(statements)
    }
}
