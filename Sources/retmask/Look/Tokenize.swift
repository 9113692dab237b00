import ArgumentParser
import Artifacts
import Foundation
import Tokenization

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Token ids and offsets of a text, or of a rendered conversation.",
        discussion: """
            Reads the text from standard input. Offsets count Unicode scalars.

              echo -n 'Hello there' | retmask tokenize --model DIR --json
              retmask tokenize --model DIR --chat messages.json --generation-prompt --json
              retmask tokenize --model DIR --chat messages.json --template-argument enable_thinking=false
            """)

    @Option(help: ArgumentHelp("A Hugging Face model folder, or \"organism\".", valueName: "dir"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "A JSON list of {\"role\", \"content\"} to render with the chat template.",
            valueName: "file"))
    var chat: String?

    @Flag(help: "End the rendered text where the assistant's answer begins.")
    var generationPrompt = false

    @Option(
        help: ArgumentHelp(
            "A variable of the template, JSON or text; may be repeated.", valueName: "key=value"))
    var templateArgument: [String] = []

    @Flag(
        help:
            "Leave out the tokens that the tokenizer adds to a text of its own, such as begin-of-text."
    )
    var noSpecialTokens = false

    @Flag(help: "Print {\"ids\", \"offsets\"} and, with --chat, \"text\".")
    var json = false

    struct Result: Encodable {
        var ids: [Int]
        var offsets: [[Int]]
        var text: String?
    }

    func run() throws {
        let text = try ChatTokenizer.load(ModelOptions.folder(model))
        let arguments = try Self.arguments(templateArgument)
        var rendered: String?
        let encoding: Encoding
        if let chat {
            let messages = try AtomicFile.read(
                json: [ChatMessage].self, from: URL(fileURLWithPath: chat))
            rendered = try text.text(
                messages, generationPrompt: generationPrompt, arguments: arguments)
            guard let rendered else { throw UsageError("\(model) has no chat template.") }
            encoding = try text.tokenizer.encoding(rendered, addSpecialTokens: false)
        } else {
            guard arguments.isEmpty, !generationPrompt else {
                throw UsageError("--template-argument and --generation-prompt need --chat.")
            }
            let data = try StandardStreams.input()
            guard let input = String(data: data, encoding: .utf8) else {
                throw DataError("standard input is not UTF-8 text.")
            }
            encoding = try text.tokenizer.encoding(input, addSpecialTokens: !noSpecialTokens)
        }
        if json {
            return try Output.json(
                Result(
                    ids: encoding.ids,
                    offsets: encoding.offsets.map { [$0.lowerBound, $0.upperBound] },
                    text: rendered))
        }
        for (id, range) in zip(encoding.ids, encoding.offsets) {
            let piece = VisibleText.line(text.tokenizer.token(id) ?? "")
            print("\(id)\t\(range.lowerBound)-\(range.upperBound)\t\(piece)")
        }
    }

    /// `key=value`, the value read as JSON where it is JSON.
    static func arguments(_ list: [String]) throws -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [:]
        for item in list {
            guard let equal = item.firstIndex(of: "="), equal != item.startIndex else {
                throw UsageError("--template-argument is \(item); write key=value.")
            }
            let text = String(item[item.index(after: equal)...])
            values[String(item[..<equal])] = TemplateValue(json: text) ?? .string(text)
        }
        return values
    }
}
