import Foundation
import Storage

/// The templates that conversations of a model folder are rendered with.
struct ChatTemplates {
    /// Of conversations without tools; of all where the folder has no other. Nil where there is none at all.
    private(set) var plain: ChatTemplate?
    /// Of conversations with tools (`tool_use`), where that is another one.
    private(set) var withTools: ChatTemplate?
    /// The text of the plain one, as the folder has it.
    private(set) var text: String?

    /// - Parameter configured: `chat_template` of tokenizer_config.json.
    /// - Throws: `DataError` for a template that cannot be read.
    init(folder: URL, configured: JSONValue?) throws {
        let files = try ChatTemplateFiles(folder: folder, configured: configured)
        text = files.text
        plain = try files.template()
        withTools = try files.template("tool_use")
    }

    /// The same of a folder that is looked at: a template that cannot be read is a problem beside others, and
    /// rendering it is that error.
    ///
    /// - Throws: `UsageError` for a file that cannot be opened.
    init(folder: URL, configured: JSONValue?, problems: inout [DataError]) throws {
        do {
            let files = try ChatTemplateFiles(folder: folder, configured: configured)
            text = files.text
            plain = try Self.template(nil, of: files, &problems)
            withTools = try Self.template("tool_use", of: files, &problems)
        } catch let problem as DataError { problems.append(problem) }
    }

    private static func template(
        _ name: String?, of files: ChatTemplateFiles, _ problems: inout [DataError]
    ) throws -> ChatTemplate? {
        do { return try files.template(name) } catch let problem as DataError {
            problems.append(problem)
            return ChatTemplate(refusing: problem)
        }
    }
}
