import ArgumentParser
import Foundation
import GGUF
import Pipeline
import RunReports
import Storage

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is in a model file or folder, and what the tool can do with it.",
        discussion: """
            Reads headers, configuration and tokenizer of a Hugging Face folder, or metadata and the \
            table of tensors of a GGUF file, and no weights: a model of any size takes no more than \
            its tokenizer does.

              retmask inspect DIR
              retmask inspect model-Q4_K_M.gguf
              retmask inspect DIR --json | jq -r '.cannot[]'

            "can" and "cannot" say what to expect: whether the model loads, and what is in the way \
            where it does not: an architecture that is not computed, weights that are missing or \
            quantised, a tokenizer of another kind. A file that is damaged is an error (65).
            """)

    @Argument(
        help: ArgumentHelp(
            "A GGUF file, a Hugging Face model folder, \"organism\", or the name of a folder in models/.",
            valueName: "file-or-dir"))
    var model: String

    @Flag(
        help:
            "Print one object: {\"format\", \"architecture\", \"layers\", \"types\", \"can\", \"cannot\", …}."
    )
    var json = false

    func run() throws {
        let summary = try Self.summary(LoadedModel.folder(model))
        if json { return try Output.json(summary) }
        let lines = summary.lines
        let width = lines.map(\.name.count).max() ?? 0
        for line in lines {
            let name = line.name.aligned(.left, width: width)
            print("\(name)  \(VisibleText.line(line.text))")
        }
    }

    /// - Throws: `UsageError` for a path that is not there or has no model, `DataError` for a damaged file.
    static func summary(_ url: URL) throws -> ModelSummary {
        var isFolder: ObjCBool = false
        let manager = FileManager.default
        guard manager.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw UsageError("\(url.path) does not exist; give a GGUF file or a model folder.")
        }
        guard isFolder.boolValue else { return ModelSummary(try GGUFFile(url)) }
        let config = url.appendingPathComponent("config.json").path
        let names = (try? manager.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
        if !manager.fileExists(atPath: config),
            let name = names.first(where: { $0.lowercased().hasSuffix(".gguf") })
        {
            throw UsageError(
                "\(url.path) has no config.json, but \(name): give that file, \(url.appendingPathComponent(name).path)."
            )
        }
        return try ModelSummary(folder: url)
    }
}
