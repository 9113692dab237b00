import ArgumentParser
import Artifacts
import Foundation
import Haystacks
import Organism
import RetrievalHeads
import RunReports

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

            A needle file has {"needle": "…", "question": "…", "answer": "…"} a line. Beside the \
            scores stands heads.json.trials.jsonl, one line a probe; run again after a kill, the \
            same command goes on where it stopped.
            """)

    @OptionGroup var source: ModelOptions

    @Option(help: ArgumentHelp("Where the scores go.", valueName: "heads.json"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Tokens of whole prompts: 128,256 or 1k,2k or start:end:count.", valueName: "list"))
    var lengths = "128,256,512"

    @Option(
        help: ArgumentHelp(
            "Percent of the text before the needle: 0,50,100 or start:end:count.",
            valueName: "list"))
    var depths = "0,25,50,75,100"

    @Option(
        help: ArgumentHelp(
            "A JSONL file of needles, or how many built-in ones to use.", valueName: "file|count"))
    var needles = "12"

    @Option(
        help: ArgumentHelp(
            "Text around the needle: a .txt file or a folder of them; generated prose when left out.",
            valueName: "path"))
    var filler: String?

    @Option(help: ArgumentHelp("Tokens generated at most per probe.", valueName: "count"))
    var maxTokens = 50

    @Option(help: ArgumentHelp("Prompt tokens of one batch, about.", valueName: "count"))
    var batchTokens = 8192

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        var out: String
        var model: String
        var attempts: Int
        var successes: Int
        var concentration: HeadConcentration
        var ranking: [Ranked]
        var grid: NeedleGridSummary
        struct Ranked: Encodable {
            var head: HeadID
            var score: Double
        }
    }

    func run() throws {
        for (name, value) in [("max-tokens", maxTokens), ("batch-tokens", batchTokens)]
        where value < 1 {
            throw UsageError("--\(name) is \(value); give 1 or more.")
        }
        let live = try source.open()
        let world = source.model == "organism" ? try EmbeddedOrganism.world() : nil
        let lengths = try GridValues.lengths(lengths)
        let grid = try HaystackGrid(
            lengths: lengths, depths: GridValues.depths(depths), needles: chosenNeedles(world))
        let text = try chosenFiller(world, tokens: lengths.max() ?? 0)
        let detector = try HeadDetector(
            model: live.probe, grid: grid, filler: text, layout: world?.layout ?? .book,
            options: DetectionOptions(maxTokens: maxTokens, batchTokens: batchTokens))
        let bar = ProgressBar()
        defer { bar.finish() }
        let found = try detector.run(out: URL(fileURLWithPath: out), progress: bar.handler)
        bar.finish()
        try show(found)
    }

    func chosenNeedles(_ world: OrganismWorld?) throws -> [Needle] {
        guard let count = Int(needles) else {
            return try Needle.read(URL(fileURLWithPath: needles))
        }
        guard count > 0 else {
            throw UsageError("--needles is \(count); give 1 or more, or a file.")
        }
        return world?.needles(count: count) ?? Needle.builtIn(count: count)
    }

    func chosenFiller(_ world: OrganismWorld?, tokens: Int) throws -> Filler {
        if let filler { return try Filler(contentsOf: URL(fileURLWithPath: filler)) }
        return try world?.filler(tokens: tokens) ?? Filler.builtIn(tokens: tokens)
    }

    func show(_ found: Detection) throws {
        let grid = NeedleGridSummary(found.trials)
        let concentration = HeadConcentration(found.scores)
        guard !json else {
            return try Output.json(
                Summary(
                    out: out, model: source.model, attempts: grid.attempts,
                    successes: grid.successes, concentration: concentration,
                    ranking: found.scores.ranking.map { .init(head: $0.head, score: $0.score) },
                    grid: grid))
        }
        print(grid.sentence(recallAbove: found.recallAbove))
        if grid.successes > 0 {
            let terminal = Terminal.standardOutput
            print(
                HeadMapText.render(
                    found.scores, colour: terminal.hasColour, width: terminal.width))
            print(HeadTable.ranking(found.scores, count: 12))
            print(HeadTable.summary(concentration), terminator: "")
        }
        print("scores: \(out)")
    }
}
