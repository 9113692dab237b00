import ArgumentParser
import Artifacts
import Foundation
import HelmetSuite
import LongContextEval
import Numbers
import Pipeline
import PlainSuite
import RunReports
import Storage

struct AskQuestions: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask a model long-context questions and score the answers.",
        discussion: """
            The plain suite asks any model in plain English about invented people, towns and \
            firms, in HELMET's seven categories: recall, rag, cite, rerank, icl, longqa and summ \
            at each length, and controls of general skill once. --form says how: through the chat \
            template, with the answer begun, or as text to be completed. The suite of the organism \
            asks about its world. --suite helmet asks HELMET's own questions: its data files, with the wording of \
            your checkout of it (docs/helmet.md); what is averaged over categories is called helmet-nojudge.

            Examples of your own are a JSONL file, a question a line: "id", "category", "metric", "length", "maxTokens", and

              "messages"   a conversation; a last message of the assistant is gone on from
              "prompt"     plain text to be completed, without a chat template
              "stop"       texts that end an answer
              "answers"    for SubEM, WordEM, EM, F1, ROUGE-1, ROUGE-L, recall, accuracy
              "choices"    for acc and acc_norm: the likeliest one is the answer
              "instruction_id_list", "kwargs"   for prompt_level_strict_acc, inst_level_strict_acc
              "tools", "documents", "chat_template_kwargs"   for the chat template

            docs/adding-a-task.md has a line of each kind. A row that cannot be read or rendered is \
            left out and named.

              retmask evaluate --model DIR --lengths 1k,2k --out results.jsonl
              retmask evaluate --model DIR --categories recall,icl --form completion --out recall.jsonl
              retmask evaluate --model DIR --lengths 1k --write-examples questions.jsonl
              retmask evaluate --model organism --lengths 128,256 --out results.jsonl
              retmask evaluate --model organism --heads mask.json --out ablated.jsonl
              retmask evaluate --model organism --heads mask.json --gate mean --out averaged.jsonl
              retmask evaluate --model DIR --examples mine.jsonl --out results.jsonl

            The output has one line a category, length and metric: mean and 95% bootstrap interval, \
            for which questions about one context ("extra": {"context": NAME}) are drawn together. \
            Answers are kept in results.jsonl.answers.jsonl; run again after a kill, the same \
            command goes on where it stopped.
            """)

    @OptionGroup var source: ModelOptions

    @Option(help: ArgumentHelp("Where the rows go.", valueName: "results.jsonl"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "A JSONL file of examples, or how many of the suite per category and length, \(Limits.examples) (default: 48; of HELMET's what its configurations say).",
            valueName: "file|count"), transform: FileOrCount.examples)
    var examples: FileOrCount?

    @OptionGroup var suite: SuiteOptions
    @OptionGroup var helmetOptions: HelmetOptions

    @OptionGroup var heads: HeadOptions

    @Option(help: "Name of the model in the rows.")
    var name: String?
    @Option(Limits.batch, "Examples in one batch; 32 when left out.", valueName: "count")
    var batch: Int?

    @OptionGroup var rowOptions: RowOptions
    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        var evaluation: [EvaluationRow]
        /// Problems of rows of the file of examples, where there are any.
        var problems: RowProblems?
        /// Of HELMET's suite: how many rows stand behind the numbers, and whether answers end at a line break.
        var helmet: [HelmetCounts]?
        var stopNewline: Bool?

        enum CodingKeys: String, CodingKey {
            case evaluation, problems, helmet
            case stopNewline = "stop_newline"
        }
    }

    /// What is asked where nothing is said.
    var chosen: FileOrCount { examples ?? .count(48) }

    func run() throws {
        try suite.check(chosen)
        try helmetOptions.check(isHelmet: suite.isHelmet)
        try checkIdle()
        if let path = suite.writeExamples {
            return try writeExamples(to: URL(fileURLWithPath: path))
        }
        guard let out else {
            throw UsageError(
                "give --out, where the rows go, or --write-examples, where the questions go.")
        }
        let ablation = try heads.ablation()
        let file = URL(fileURLWithPath: out)
        let answers = file.deletingLastPathComponent()
            .appendingPathComponent("\(file.lastPathComponent).answers.jsonl")
        let helmet = suite.isHelmet ? helmetOptions.suite(suite, examples: examples) : nil
        try JobFiles(
            reads: (chosen.path.map { [URL(fileURLWithPath: $0)] } ?? []) + heads.inputs
                + LoadedModel.inputs(source.model) + (helmet?.inputs() ?? []),
            writes: [file, answers, JobRecord.place(answers)]
        ).check()
        if !restart { try JobRecord.refuseStrangers([file], without: JobRecord.place(answers)) }
        let lock = try OutputLock(file)
        defer { lock.release() }
        let live = try source.open()
        let bar = ProgressBar()
        defer { bar.finish() }
        let set = try helmet.map { try self.set($0, ModelTextSide(live), progress: bar.handler) }
        bar.finish()
        if let set { try checkHelmetResults(set) }
        let stage = try stage(ablation, live, set)
        var problems = RowProblems()
        let results = try stage.run(live, answers: answers, progress: bar.handler) {
            problems = $0
            if let path = chosen.path { RowOptions.note(URL(fileURLWithPath: path), problems) }
        }
        bar.finish()
        let name = name ?? source.model
        var rows = EvaluationSummary.rows(results, model: name)
        var counts: [HelmetCounts]?
        if let set {
            rows += HelmetMeans.rows(results, model: name)
            counts = set.parts.map { HelmetCounts($0, results) }
            try writeHelmetResults(set, results, name)
        }
        try JSONLines.write(rows, to: file)
        if json {
            return try Output.json(
                Summary(
                    evaluation: rows, problems: problems.isEmpty ? nil : problems, helmet: counts,
                    stopNewline: set?.stopsAtNewline))
        }
        print(ResultTable(rows).terminal())
        for count in counts ?? [] { print(count.sentence) }
        if let set {
            print(
                "answers end \(set.stopsAtNewline ? "at a line break" : "at their limit of tokens, or sooner by the model")"
            )
        }
        print("rows: \(out)")
    }

    /// The questions of HELMET's files for a model.
    private func set(
        _ helmet: HelmetSuite, _ model: ModelTextSide, progress: ProgressHandler = { _ in }
    ) throws -> HelmetSet {
        try helmet.set(
            for: model.chat, contextLength: model.contextLength, progress: progress)
    }

    /// Before anything is asked: no result file of somebody else's goes.
    private func checkHelmetResults(_ set: HelmetSet) throws {
        guard let path = helmetOptions.helmetResults else { return }
        for file in HelmetResultFile.all(set, [], model: "") {
            try file.check(URL(fileURLWithPath: path))
        }
    }

    private func writeHelmetResults(
        _ set: HelmetSet, _ results: [EvaluationResult], _ name: String
    ) throws {
        guard let path = helmetOptions.helmetResults else { return }
        let folder = URL(fileURLWithPath: path)
        try AtomicFile.createFolder(folder)
        for file in HelmetResultFile.all(set, results, model: name) { try file.write(to: folder) }
    }

    /// The questions of a suite as a file, and nothing else; no weights are loaded.
    private func writeExamples(to file: URL) throws {
        guard out == nil else {
            throw UsageError("--write-examples asks nothing, so there are no rows for --out.")
        }
        let helmet = suite.isHelmet ? helmetOptions.suite(suite, examples: examples) : nil
        try JobFiles(
            reads: LoadedModel.inputs(source.model) + (helmet?.inputs() ?? []), writes: [file]
        ).check()
        let model = try ModelTextSide(source.model)
        let made =
            try helmet.map { try set($0, model).examples }
            ?? suite.examples(chosen, for: model).made(for: model)
        try JSONLines.write(made, to: file)
        if json { return try Output.json(["examples": made.count]) }
        print("\(made.count) examples: \(file.path)")
    }

    private func stage(
        _ ablation: HeadAblation, _ live: LoadedModel, _ set: HelmetSet?
    ) throws -> EvaluateStage {
        var stage = EvaluateStage(
            try set.map { .list($0.examples) } ?? suite.examples(chosen, for: ModelTextSide(live)))
        stage.ablation = ablation
        stage.filler = heads.source
        if let batch { stage.batch = batch }
        stage.isStrict = rowOptions.strict
        stage.restarts = restart
        return stage
    }
}
