import ArgumentParser
import Foundation
import HeadAnalysis
import Numbers
import Pipeline
import RetrievalHeads
import RunReports
import Storage

struct Detect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find retrieval heads with needle-in-a-haystack probes.",
        discussion: """
            Hides a sentence (the needle) at several depths of texts of several lengths, asks for \
            it, and notes which heads look at each needle token while the model copies it. A \
            head's score is the share of the needle that it copied, 0 to 1, averaged over the \
            probes that the model answered (ROUGE-1 recall above 0.5).

              retmask detect --model DIR --lengths 1k,2k,4k --out heads.json
              retmask detect --model DIR --needles mine.jsonl --filler essays/ --out heads.json
              retmask detect --model DIR --mode paper --haystack haystack_for_detect --out heads.json

            A needle file has {"needle": "…", "question": "…", "answer": "…"} a line. Beside the \
            scores stands heads.json.trials.jsonl, one line a probe; run again after a kill, the \
            same command goes on where it stopped.

            Other detectors read the same probes, each a few tokens more: forced-copy (the answer is \
            given, no generating), mass (attention on the needle), query (QRHead: the question's \
            attention on the needle, less that of a question that asks nothing); induction and echo \
            look at repeated random tokens. docs/detection.md says what each means and when it \
            misleads.

              retmask detect --model DIR --detectors copy,mass,query --out heads.json
              retmask heads compare heads.json heads.query.json

            --until-stable takes the probes in a random order and stops when resampling them no \
            longer changes which heads reach the threshold.

            --mode paper repeats the published procedure with its accidents: needles that end up at \
            the beginning of the book, 50 tokens whatever they are, repeated credit. Its scores \
            compare with the paper's and with no others. It wants the published folder of needles \
            and texts (needles.jsonl, part1/, part2/, …), takes 20 lengths from 0 to 5000 and 10 \
            depths, and writes the published file format.
            """)

    @OptionGroup var source: ModelOptions

    @Option(help: ArgumentHelp("Where the scores go.", valueName: "heads.json"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Tokens of whole prompts: 128,256 or 1k,2k or start:end:count, each \(Limits.lengths) (default: 128,256,512).",
            valueName: "list"), transform: LengthList.parse)
    var lengths: LengthList?

    @Option(
        help: ArgumentHelp(
            "Percent of the text before the needle: 0,50,100 or start:end:count, each \(Limits.depth) (default: 0,25,50,75,100).",
            valueName: "list"), transform: DepthList.parse)
    var depths: DepthList?

    @Option(
        help: ArgumentHelp(
            "A JSONL file of needles, or how many built-in ones to use, \(Limits.needles) (default: 12).",
            valueName: "file|count"), transform: FileOrCount.needles)
    var needles: FileOrCount?

    @Option(
        help: ArgumentHelp(
            "Text around the needle: a .txt file or a folder of them; generated prose when left out.",
            valueName: "path"))
    var filler: String?

    @Option(
        help: ArgumentHelp(
            "What scores the heads: copy, forced-copy, mass, query, induction, echo. The first goes to OUT, the others beside it (heads.mass.json).",
            valueName: "list"))
    var detectors = "copy"

    @Flag(help: "Stop when the set of heads at the threshold is stable.")
    var untilStable = false

    @Option(
        Limits.positiveShare,
        "Score from which a head counts, for --until-stable; 0.1 when left out.",
        valueName: "score")
    var threshold: Double?

    @Flag(
        help:
            "Let the model think first: answers get 1024 tokens, and what follows </think> is compared with the expected answer."
    )
    var thinking = false

    @Option(
        Limits.tokens,
        "Tokens generated at most per probe; 50 when left out, or 1024 with --thinking.",
        valueName: "count")
    var maxTokens: Int?

    @Option(
        Limits.tokens,
        "Prompt tokens of one batch, about; when left out 8192, in paper mode what 2 GiB of keys and values hold.",
        valueName: "count")
    var batchTokens: Int?

    @Option(
        help: ArgumentHelp(
            "default, or paper for the published procedure.", valueName: "default|paper"))
    var mode = DetectionMode.standard

    @Option(help: ArgumentHelp("Paper mode: the folder of needles and texts.", valueName: "dir"))
    var haystack: String?

    @Option(
        help: ArgumentHelp(
            "Paper mode: whether prompts go through the chat template. auto does as the published code: only where the model's folder has one of the names it knows.",
            valueName: "auto|always|never"))
    var template = PaperDetectStage.ChatTemplateUse.auto

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try checkMode()
        try checkThreshold()
        let detectors = try mode == .paper ? [.copy] : chosenDetectors()
        try JobFiles(
            reads: inputs() + LoadedModel.inputs(source.model),
            writes: HeadDetector.files(URL(fileURLWithPath: out), detectors)
        ).check()
        let live = try source.open()
        let detector = try detector(live)
        if let memory = detector.memory { Output.note("memory at most: \(memory.summary)") }
        let bar = ProgressBar()
        defer { bar.finish() }
        let found = try detector.run(out: URL(fileURLWithPath: out), progress: bar.handler)
        bar.finish()
        try show(found)
    }
}
