import ArgumentParser
import Artifacts
import ContrastPairs
import Foundation
import ModelEndpoints
import Numbers
import Pipeline
import PreferenceTraining
import RunReports
import Storage

struct SamplePairs: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Answer every prompt with and without the heads.",
        discussion: """
            Both answers of a prompt come from one batch and one copy of the weights; --gate says \
            what is done to the heads in one of them. The pairs \
            are in TRL's conversational format: {"conversation_id", "chosen": [user, assistant], \
            "rejected": [user, assistant]}. Empty and identical answers are dropped, with counts.

              retmask contrast --model DIR --heads mask.json --prompts chats.jsonl --out pairs.jsonl
              retmask contrast --model DIR --heads mask.json --prompts 600 --out pairs.jsonl
              retmask contrast --model DIR --heads mask.json --gate 0.5 --prompts chats.jsonl --out half.jsonl

            With --endpoint, two OpenAI-compatible servers answer, one of the model and one of its \
            masked copy (retmask mask); --model is then the name of the served model, and may be \
            left out when the server offers one only.

              retmask contrast --endpoint http://a:8000 --ablated-endpoint http://b:8000 \
            --prompts chats.jsonl --out pairs.jsonl

            Prompt rows have "prompt", "messages" or "conversation" (LMSYS-Chat-1M-Synth as it \
            is), plain or gzip; "tools", "documents" and "chat_template_kwargs" of a row reach \
            the chat template. A row that cannot be read or rendered is left out and named. Answers are kept in pairs.jsonl.answers.jsonl under a hash of \
            their prompt; the same command goes on where a killed one stopped, asks what a server \
            did not answer again, and takes in prompts added to the file. What stays unanswered, a \
            prompt longer than the model's positions for example, is in pairs.jsonl.failed.jsonl \
            with the reason and makes the exit code 69.
            """)

    @Option(
        help: ArgumentHelp(
            "A Hugging Face model folder, \"organism\", or the name of a folder in models/; with --endpoint, the served model's name.",
            valueName: "dir"))
    var model: String?
    @OptionGroup var engine: EngineOptions
    @OptionGroup var precision: PrecisionOptions
    @OptionGroup var heads: HeadOptions
    @OptionGroup(title: "Servers") var servers: EndpointOptions

    @Option(
        help: ArgumentHelp(
            "Conversations, .jsonl or .jsonl.gz, or how many of the built-in instructions, \(Limits.prompts); those are of --seed and kept beside the pairs.",
            valueName: "file|count"), transform: FileOrCount.prompts)
    var prompts: FileOrCount

    @Option(help: ArgumentHelp("Where the pairs go.", valueName: "pairs.jsonl"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Rows of the file, first:last+1 from 0, below \(Limits.rows.highest).",
            valueName: "range"), transform: Self.range)
    var rows: Range<Int>?

    @Option(Limits.rows, "Prompts to answer at most.", valueName: "count")
    var limit: Int?

    @OptionGroup var sampling: SamplingOptions<Self>
    @Option(Limits.samples, "Pairs of answers to one prompt.", valueName: "count")
    var samples = 1
    @Flag(help: "Draw both answers from streams of their own instead of a shared one.")
    var separateNoise = false
    @Option(
        Limits.batch, "Pairs of answers in the batch; a finished one is replaced at once.",
        valueName: "count")
    var batch = 16
    @Option(
        Limits.window,
        "Pairs of answers after which the batch runs empty; a kill costs at most these.",
        valueName: "count")
    var window = 256

    @Flag(
        help:
            "Note how likely both answers are under the whole model while its prompts are at hand, in pairs.jsonl.captured.jsonl: prefer finds it there, checks eight pairs and need not compute its reference. From the start of a run only. Prompts of pairs under way take their memory twice."
    )
    var captureReference = false

    @OptionGroup var filter: FilterOptions
    @OptionGroup var rowOptions: RowOptions

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let options = ContrastOptions(
            sampling: sampling.parameters, samples: samples, sharesNoise: !separateNoise,
            batch: batch, window: window,
            filter: filter.filter)
        try options.validate()
        // Before servers are asked or a model is loaded.
        if servers.endpoint != nil { try checkServed(options) }
        let file = URL(fileURLWithPath: out)
        // Beside --endpoint, --model is a name and --heads is refused.
        let isLocal = servers.endpoint == nil
        try JobFiles(
            reads: (prompts.path.map { [URL(fileURLWithPath: $0)] } ?? [])
                + (isLocal ? heads.inputs : [])
                + (isLocal ? model.map(LoadedModel.inputs) ?? [] : []),
            writes: PairSampler.files(file) + [JobRecord.place(file)]
                + (prompts.path == nil ? [BuiltInPrompts.file(beside: file)] : [])
        ).check()
        let source = PromptSource(file: try promptFile(file), range: rows, limit: limit)
        let bar = ProgressBar()
        defer { bar.finish() }
        let summary =
            try servers.responder(model: model).map {
                SampleSummary(pairs: try ask($0, source, options, bar))
            } ?? compute(source, options, bar)
        bar.finish()
        if json { try Output.json(summary) } else { show(summary.pairs) }
        let (failed, sampled) = (summary.pairs.failed, summary.pairs.sampled)
        guard failed == 0 else {
            throw UnavailableError(
                "\(failed) of \(failed + sampled) pairs of answers are incomplete, \(out).failed.jsonl says why; the same command asks again for what a server did not answer, prompts that do not fit into the model stay out."
            )
        }
    }

    /// The file that was given, or that of the built-in prompts.
    private func promptFile(_ pairs: URL) throws -> URL {
        switch prompts {
        case .file(let path):
            let file = URL(fileURLWithPath: path)
            guard FileManager.default.fileExists(atPath: path) else {
                throw UsageError("\(file.path) does not exist.")
            }
            return file
        case .count(let count):
            let isLocal = servers.endpoint == nil
            return try BuiltInPrompts(count: count, seed: sampling.seed).write(
                beside: pairs, for: isLocal ? model.map { try ModelTextSide($0) } : nil,
                restarts: restart)
        }
    }

    /// Both answers from one model, loaded here.
    private func compute(
        _ source: PromptSource, _ options: ContrastOptions, _ bar: ProgressBar
    ) throws -> SampleSummary {
        guard let model else {
            throw UsageError("give --model, a model folder, or --endpoint, a server.")
        }
        var stage = ContrastStage(
            prompts: source, ablation: HeadAblation(try heads.mask().heads, gate: heads.gate))
        stage.filler = heads.source
        stage.options = options
        stage.capturesReference = captureReference
        stage.isStrict = rowOptions.strict
        stage.restarts = restart
        let live = try LoadedModel(model, device: engine.start(), dtype: precision.type())
        let result = try stage.run(
            live, out: URL(fileURLWithPath: out), progress: bar.handler,
            rowProblems: { RowOptions.note(source.file, $0) })
        bar.finish()
        if let captured = result.captured, !json {
            Output.note(
                String(
                    format: "reference: captured for %d of %d pairs, in %.1f s beside the sampling",
                    captured.pairs, result.pairs.kept, captured.seconds))
        }
        return SampleSummary(pairs: result.pairs, captured: result.captured)
    }

    /// - Throws: `UsageError` for what is for a model loaded here.
    private func checkServed(_ options: ContrastOptions) throws {
        guard heads.text == nil else {
            throw UsageError(
                "--heads does not go with --endpoint: the server of --ablated-endpoint has a model without them."
            )
        }
        try heads.selection.refuse(because: "servers answer")
        let defaults = ContrastOptions()
        for (name, value, usual) in [
            ("--batch", "\(options.batch)", "\(defaults.batch)"),
            ("--window", "\(options.window)", "\(defaults.window)"),
            ("--gate", "\(heads.gate)", "\(HeadGate.zero)"), ("--filler", heads.filler ?? "", ""),
            ("--threads", engine.threads.map { "\($0)" } ?? "", ""),
            ("--device", engine.device, EngineOptions.defaultDevice),
            ("--dtype", precision.dtype ?? "", ""),
            ("--capture-reference", captureReference ? "given" : "", ""),
        ] where value != usual {
            throw UsageError(
                "\(name) is \(value) but servers answer: it is for a model loaded here; --concurrency says how many requests are under way."
            )
        }
    }

    /// Each answer from a server of its own.
    private func ask(
        _ servers: EndpointResponder, _ source: PromptSource, _ options: ContrastOptions,
        _ bar: ProgressBar
    ) throws -> ContrastSummary {
        let extra = servers.extra.canonical
        var sampler = PairSampler(
            source: source, ablation: .none, out: URL(fileURLWithPath: out),
            model: servers.normal.name + (extra == "{}" ? "" : " with \(extra)"),
            ablated: servers.ablated.name, options: options, restarts: restart)
        sampler.isStrict = rowOptions.strict
        let summary = try sampler.sample(
            servers, progress: bar.handler, rows: { RowOptions.note(source.file, $0) })
        bar.finish()
        let repaired = servers.repairs.value
        if repaired > 0 {
            Output.note(
                "\(repaired) answers had bytes that are no text, halves of characters for example; U+FFFD stands in their place."
            )
        }
        return summary
    }

    private func show(_ summary: ContrastSummary) {
        print(PairText.line(summary))
        print("pairs: \(out)")
    }

    /// `first:last+1`
    @Sendable static func range(_ text: String) throws -> Range<Int> {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let end = Limits.rows.number(parts[1]),
            let first = NumberRange(0...Limits.rows.highest).number(parts[0]), end > first
        else { throw UsageError("write first:end, such as 0:1000") }
        return first..<end
    }
}

/// The output of `contrast` with `--json`: the counts of the pairs, and of what was captured with them.
struct SampleSummary: Encodable {
    var pairs: ContrastSummary
    /// Of `--capture-reference`.
    var captured: ContrastStage.Report.Captured?

    private enum Keys: String, CodingKey { case captured }

    /// The counts stand beside `captured`, not below a name of their own.
    func encode(to encoder: any Encoder) throws {
        try pairs.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encodeIfPresent(captured, forKey: .captured)
    }
}

extension SamplePairs: SamplingDefaults {
    /// The published ones.
    static let sampling = ContrastOptions().sampling
}
