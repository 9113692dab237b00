import ArgumentParser
import DecoderModels
import Foundation
import ModelImport
import Pipeline
import RunReports
import Storage
import Torch

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a model folder of a GGUF file.",
        discussion: """
            A GGUF file has a model of llama.cpp, its numbers often in four bits. This writes the \
            Hugging Face folder that everything here (and transformers) works with: configuration, \
            tokenizer with its chat template, and the weights. They are the numbers of the file, \
            exactly where the type is float32; what quantisation has lost does not come back.

              retmask import model-Q4_K_M.gguf --out DIR
              retmask import model-00001-of-00003.gguf --out DIR --dtype bfloat16

            Read are the architectures llama, qwen2, qwen3 and olmo2 (OLMo 2 and 3) with byte-level \
            tokenizers; "retmask inspect FILE" says what is in the way of another. Of a model in \
            several files give the first. gguf.json in the folder says where it comes from. It needs \
            four bytes of disk for each number of the model, two with bfloat16 and float16, and \
            little memory. Run again after a kill, the same command goes on.

            A folder DIR in models/ can be named from anywhere below: --out models/tiny, then \
            --model tiny.
            """)

    @Argument(help: ArgumentHelp("The GGUF file; of several the first.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The new folder.", valueName: "dir"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Type of the weights: float32, which keeps every number, bfloat16 or float16.",
            valueName: "type"))
    var dtype = "float32"

    @Flag(help: "Write over an earlier import.")
    var overwrite = false

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        var out: String
        var architecture: String
        var parameters: Int
        /// How the file has them.
        var types: [String]
        var dtype: String
        var licence: String?
        var notes: [String]
        var existed: Bool
    }

    func run() throws {
        let types = [DType.float32, .bfloat16, .float16]
        guard let type = types.first(where: { "\($0)" == dtype }) else {
            throw UsageError("--dtype is \(dtype); give float32, bfloat16 or float16.")
        }
        let model = try GGUFImport(URL(fileURLWithPath: file))
        let bar = ProgressBar()
        defer { bar.finish() }
        let outcome = try model.write(
            to: URL(fileURLWithPath: out), as: type, overwrite: overwrite,
            tool: "retmask \(toolVersion)", progress: bar.handler)
        bar.finish()
        let summary = Summary(
            out: out, architecture: model.configuration.architecture.name,
            parameters: model.parameters, types: model.storedTypes, dtype: dtype,
            licence: model.licence, notes: model.notes, existed: outcome == .existed)
        if json { return try Output.json(summary) }
        for note in summary.notes where !summary.existed { Output.note(note) }
        let licence = summary.licence.map { ", licence \($0)" } ?? ""
        print(
            VisibleText.line(
                "\(summary.existed ? "already there" : "wrote"): \(out), \(summary.architecture), \(summary.parameters) parameters as \(dtype) (\(summary.types.joined(separator: ", ")) in the file)\(licence)"
            ))
    }
}
