import ArgumentParser
import Artifacts
import Foundation
import Pipeline
import Storage
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

    @Option(help: ArgumentHelp(ModelOptions.folderHelp, valueName: "dir"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "A JSON list of {\"role\", \"content\"} to render with the chat template, or an object with \"messages\" and \"tools\", \"documents\", \"chat_template_kwargs\".",
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
        let text = try ChatTokenizer.load(LoadedModel.folder(model))
        let arguments = try Self.arguments(templateArgument)
        var rendered: String?
        let encoding: Encoding
        if let chat {
            let (messages, inputs) = try Self.conversation(URL(fileURLWithPath: chat))
            rendered = try text.text(
                messages, generationPrompt: generationPrompt, inputs: inputs,
                arguments: arguments)
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

    /// A list of messages, or a row with them.
    private static func conversation(_ file: URL) throws -> ([ChatMessage], TemplateInputs) {
        let json = try JSONParser.parse(AtomicFile.read(file), name: file.path)
        do {
            guard case .object = json else {
                return (try RowDecoder.decode([ChatMessage].self, from: json), .none)
            }
            let inputs = try RowDecoder.decode(TemplateInputs.self, from: json)
            return (try RowDecoder.decode(Row.self, from: json).messages, inputs)
        } catch let error as DecodingError {
            throw DataError("\(file.path): \(DecodingProblem.sentence(error))")
        } catch let error as DataError {
            throw DataError("\(file.path): \(error.description)")
        }
    }

    private struct Row: Decodable { var messages: [ChatMessage] }

    /// `key=value`, the value read as JSON where it is JSON.
    static func arguments(_ list: [String]) throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for item in list {
            guard let equal = item.firstIndex(of: "="), equal != item.startIndex else {
                throw UsageError("--template-argument is \(item); write key=value.")
            }
            let text = String(item[item.index(after: equal)...])
            values[String(item[..<equal])] =
                (try? JSONParser.parse(Data(text.utf8), name: "the value")) ?? .string(text)
        }
        return values
    }
}
