import ArgumentParser
import Foundation
import HelmetSuite
import Numbers
import Pipeline
import RunReports
import Storage

struct MakeRecallFiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall-files",
        abstract: "Make files of HELMET's recall category, at any length.",
        discussion: """
            json_kv and three of RULER's tasks, made up from a seed in HELMET's file format, and the \
            configuration for them. Contexts are measured by the model's tokenizer. HELMET's own program \
            and evaluate --suite helmet read the folder; the rows are no part of HELMET's data.

              retmask evaluate recall-files --model DIR --lengths 8k,16k --out recall
              retmask evaluate --model DIR --suite helmet --data recall --helmet HELMET --out results.jsonl
            """)

    @Option(help: ArgumentHelp(ModelOptions.folderHelp, valueName: "dir"))
    var model: String
    @Option(
        help: ArgumentHelp(
            "Tokens of prompt and answer: 4k,8k or start:end:count, each \(RecallFiles.range) (default: 4096,8192).",
            valueName: "list"),
        transform: LengthList.recallFiles)
    var lengths: LengthList?
    @Option(Limits.examples, "Rows of a file.", valueName: "count")
    var rows = 100
    @Option(Limits.seed, "Another one gives other rows.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("A folder for the files, new or empty.", valueName: "dir"))
    var out: String
    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let text = try ModelTextSide(model)
        var files = RecallFiles()
        if let lengths { files.lengths = lengths.values }
        (files.rows, files.seed) = (rows, seed)
        let folder = URL(fileURLWithPath: out)
        try JobFiles(reads: LoadedModel.inputs(model), folders: [folder]).check()
        let bar = ProgressBar()
        defer { bar.finish() }
        try files.write(to: folder, tokenizer: text.chat.tokenizer, progress: bar.handler)
        bar.finish()
        if json { return try Output.json(["rows": rows]) }
        print("files: \(folder.path)")
    }
}
