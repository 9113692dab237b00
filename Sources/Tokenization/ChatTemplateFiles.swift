import Foundation
import Storage

/// The chat templates of a model folder, by name.
///
/// `chat_template.jinja` and `additional_chat_templates/*.jinja` where there are such files, else
/// `chat_template` of tokenizer_config.json: one template or a list of named ones.
struct ChatTemplateFiles {
    /// Source and what errors call it, by name; a single template is called `default`.
    private var sources: [String: (text: String, name: String)] = [:]

    /// - Throws: `DataError` when `chat_template` is neither text nor named texts.
    init(folder: URL, configured: JSONValue?) throws {
        let single = folder.appendingPathComponent("chat_template.jinja")
        if FileManager.default.fileExists(atPath: single.path) {
            sources["default"] = (try Self.text(single), single.path)
        }
        let more = folder.appendingPathComponent("additional_chat_templates")
        let files = try? FileManager.default.contentsOfDirectory(atPath: more.path)
        for file in (files ?? []).sorted() where file.hasSuffix(".jinja") {
            let url = more.appendingPathComponent(file)
            sources[String(file.dropLast(".jinja".count))] = (try Self.text(url), url.path)
        }
        guard sources.isEmpty, let configured else { return }
        let name = folder.appendingPathComponent("tokenizer_config.json").path + " chat_template"
        if let text = configured.string {
            sources["default"] = (text, name)
            return
        }
        let named: [(String?, String?)]
        switch configured {
        case .array(let list): named = list.map { ($0["name"]?.string, $0["template"]?.string) }
        case .object(let members): named = members.map { ($0.key, $0.value.string) }
        default: named = [(nil, nil)]
        }
        for (key, text) in named {
            guard let key, let text else {
                throw DataError("\(name) is neither a text nor a list of names and templates.")
            }
            sources[key] = (text, "\(name) \(key)")
        }
    }

    /// The text of the default template, else of the first by name; nil where there is none at all.
    var text: String? {
        (sources["default"] ?? sources.min { $0.key < $1.key }?.value)?.text
    }

    private static func text(_ url: URL) throws -> String {
        String(decoding: try AtomicFile.read(url), as: UTF8.self)
    }

    /// The template called `name`; without a name the default one. Nil where there is none at all,
    /// and one that refuses to be rendered where only others are.
    /// - Throws: `DataError` for a template that cannot be read.
    func template(_ name: String? = nil) throws -> ChatTemplate? {
        if let (text, name) = sources[name ?? "default"] {
            return try ChatTemplate(text, name: name)
        }
        guard name == nil, !sources.isEmpty else { return nil }
        let names = sources.keys.sorted().joined(separator: ", ")
        return ChatTemplate(
            refusing: DataError(
                "the model has no default chat template, only those named \(names)."))
    }
}
