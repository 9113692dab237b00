import ArgumentParser
import Artifacts
import Foundation
import Numbers
import Pipeline
import PreferenceTraining
import RunReports
import Storage
import Torch

struct Prefer: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        abstract: "Train the model to prefer the chosen answers (DPO and its relatives).",
        discussion: PreferDiscussion.text)

    @OptionGroup var source: ModelOptions

    @Option(help: ArgumentHelp("Pairs, .jsonl or .jsonl.gz.", valueName: "file"))
    var pairs: String

    @Option(
        help: ArgumentHelp("The new model folder; needed unless --preview.", valueName: "dir"))
    var out: String?

    @OptionGroup(title: "Loss") var loss: LossOptions
    @OptionGroup(title: "Steps") var schedule: ScheduleOptions
    @OptionGroup(title: "What is trained") var trained: TrainedOptions
    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Held-out pairs") var heldOut: HeldOutOptions
    @OptionGroup(title: "Tokens") var tokens: PairTokenOptions
    @OptionGroup var rowOptions: RowOptions

    /// Text, since the argument parser takes what a number's parsing refuses for no value at all.
    @Option(
        defaultAsFlag: "1",
        help: .number(
            "Print the tokens of one pair (the first, or that number) with what becomes of each, and end. Needs no weights.",
            Limits.rows, "number"))
    var preview: String?

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    private func options() throws -> PreferenceOptions {
        var options = PreferenceOptions()
        loss.apply(to: &options.loss)
        schedule.apply(to: &options.schedule)
        options.seed = schedule.seed
        options.trained = try trained.part
        memory.apply(to: &options.memory)
        heldOut.apply(to: &options.validation)
        tokens.apply(to: &options.tokens)
        try options.validate()
        return options
    }

    func validate() throws {
        if out == nil && preview == nil {
            throw ValidationError("Missing expected argument '--out <dir>'")
        }
        if let preview, Limits.rows.number(preview) == nil {
            throw ValidationError(
                "The value '\(preview)' is invalid for '--preview <number>': give \(Limits.rows.sentence)"
            )
        }
    }

    func run() throws {
        let file = URL(fileURLWithPath: pairs)
        try files(file)?.check()
        let options = try options()
        if let preview { return try show(Limits.rows.parse(preview), of: file, options) }
        guard let out else { return }
        // Every step makes and drops the same tensors.
        Engine.keepFreedMemory()
        let live = try source.open()
        var stage = PreferStage()
        stage.options = options
        stage.validationPairs = heldOut.file
        stage.isStrict = rowOptions.strict
        stage.restarts = restart
        let session = PreferSession()
        defer { session.bar.finish() }
        let folder = URL(fileURLWithPath: out)
        guard
            let report = try stage.run(live, pairs: file, out: folder, events: session.events)
        else { return }
        session.bar.finish()
        let rows = try JSONLines.read(
            TrainingStep.self, from: folder.appendingPathComponent("training.jsonl"))
        let summary = PreferSummary(
            out: out, report, last: rows.last, seconds: session.seconds)
        if json { return try Output.json(summary) }
        let terminal = Terminal.standardOutput
        if terminal.isInteractive {
            print(session.curves.charts(width: terminal.width), terminator: "")
        }
        print(summary.text)
    }

    /// Nil for a preview, which writes nothing.
    private func files(_ pairs: URL) -> JobFiles? {
        guard preview == nil, let folder = out.map({ URL(fileURLWithPath: $0) }) else { return nil }
        let inputs =
            [pairs]
            + [trained.trainHeads, heldOut.evalPairs].compactMap { $0 }
            .map { URL(fileURLWithPath: $0) }
        return JobFiles(
            reads: LoadedModel.inputs(source.model) + inputs
                + inputs.map { CapturedReference.file(beside: $0) },
            writes: [JobRecord.place(folder)],
            folders: [folder, URL(fileURLWithPath: folder.path + ".checkpoints")])
    }

    private func show(_ number: Int, of file: URL, _ options: PreferenceOptions) throws {
        let preview = try PreferPreview(
            number: number, pairs: file, folder: LoadedModel.folder(source.model),
            options: options
        ).preview()
        if json { return try Output.json(preview) }
        Output.exact(
            PreferPreview.text(preview, colour: Terminal.standardOutput.hasColour) + "\n")
    }
}
