import ArgumentParser
import Artifacts
import Foundation
import Haystacks
import HeadAnalysis
import Numbers
import Organism
import Pipeline
import RetrievalHeads
import RunReports
import Storage

struct AblateCurve: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        commandName: "ablate-curve",
        abstract: "The causal check: needles found as more heads are silenced.",
        discussion: """
            Silences the heads with the highest scores, 1, 2, 4, … of them, and as many random \
            ones, and counts the needles that the model still finds; beside that stands the \
            negative log-likelihood of the filler, which silencing should not change. Use other \
            lengths or needles than detection did, and the check is not circular.

              retmask ablate-curve --model DIR --heads heads.json --counts 1,2,4,8,16 --out curve.json
              retmask ablate-curve --model DIR --heads heads.json --random same-layers --random-sets 5 --out deep.json

            curve.html beside the table shows both as curves with bands. --random says from which \
            heads the random sets are drawn: others (not among the highest), non-retrieval (those \
            with a score below 0.1), same-layers (others, as many in each layer), any.

            Beside the table stands curve.json.points.jsonl, one line a set of heads; run again \
            after a kill, the same command goes on where it stopped.
            """)

    @OptionGroup var source: ModelOptions

    @Option(help: ScoreSource.help)
    var heads: String

    @Option(help: ArgumentHelp("Where the table goes.", valueName: "curve.json"))
    var out: String

    @Option(help: HeadGate.help, transform: HeadGate.parse)
    var gate = HeadGate.zero

    @Option(
        help: ArgumentHelp(
            "Numbers of silenced heads, ascending, each \(Limits.heads) (default: 1,2,4,8).",
            valueName: "list"),
        transform: LengthList.counts)
    var counts = LengthList(values: [1, 2, 4, 8])

    @Option(Limits.sets, "Random sets of heads at each number.", valueName: "count")
    var randomSets = 3

    @Option(help: ArgumentHelp("From which heads they are drawn.", valueName: "kind"))
    var random = RandomControl.others

    @Option(Limits.seed, "Seed of the first random set.", valueName: "number")
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "As in retmask detect, each \(Limits.lengths) (default: 128,256).", valueName: "list"),
        transform: LengthList.parse)
    var lengths = LengthList(values: [128, 256])

    @Option(
        help: ArgumentHelp(
            "As in retmask detect, each \(Limits.depth) (default: 0,25,50,75,100).",
            valueName: "list"),
        transform: DepthList.parse)
    var depths = DepthList(values: [0, 25, 50, 75, 100])

    @Option(
        help: ArgumentHelp(
            "A JSONL file, or how many built-in ones, \(Limits.needles) (default: 12).",
            valueName: "file|count"),
        transform: FileOrCount.needles)
    var needles = FileOrCount.count(12)

    @Option(help: ArgumentHelp("Text around the needle.", valueName: "path"))
    var filler: String?

    @Option(Limits.tokens, "Tokens generated at most per probe.", valueName: "count")
    var maxTokens = 50

    @Flag(help: "Begin again instead of going on.")
    var restart = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let url = URL(fileURLWithPath: out)
        let page = try Self.page(beside: url)
        let stage = try stage()
        try JobFiles(
            reads: [URL(fileURLWithPath: heads)] + stage.source.inputs
                + LoadedModel.inputs(source.model),
            writes: [url, page, AblationCurve.pointsURL(of: url), JobRecord.place(url)]
        ).check()
        if !restart { try JobRecord.refuseStrangers([page], without: JobRecord.place(url)) }
        let pageLock = try OutputLock(page)
        defer { pageLock.release() }
        let live = try source.open()
        _ = try stage.grid(live)
        let model = live.decoder.configuration
        let scores = try ScoreSource.read(
            heads, shape: HeadShape(layers: model.layers, heads: model.heads)
        ).scores
        let bar = ProgressBar()
        defer { bar.finish() }
        let table = try stage.run(live, scores: scores, out: url, progress: bar.handler)
        bar.finish()
        try AblationReport(table, model: live.name, options: stage.options).write(to: page)
        if json { return try Output.json(table) }
        show(table)
        print("table: \(out)\nfigure: \(page.relativePath)")
    }

    private func stage() throws -> AblateStage {
        var stage = AblateStage()
        stage.lengths = lengths.values
        stage.depths = depths.values
        stage.source = NeedleSource(
            needles.needles,
            filler: FillerSource(filler.map { URL(fileURLWithPath: $0) }))
        stage.options = AblationOptions(
            counts: counts.values, seeds: (0..<UInt64(randomSets)).map { seed &+ $0 },
            control: random, maxTokens: maxTokens, gate: gate)
        stage.restarts = restart
        return stage
    }

    func show(_ table: AblationTable) {
        func text(_ cell: AblationTable.Cell) -> [String] {
            [
                String(
                    format: "%.1f [%.1f, %.1f]", cell.accuracy * 100, cell.low * 100,
                    cell.high * 100),
                String(format: "%.3f", cell.likelihood),
            ]
        }
        print(
            "\(table.probes) probes; needles found in per cent with 95% intervals; NLL in nats a token"
        )
        let rows = table.rows.map { ["\($0.count)"] + text($0.top) + text($0.random) }
        let lines = TextTable(
            columns: [
                .init("silenced"), .init("highest scores", minWidth: 22), .init("NLL", minWidth: 8),
                .init("random heads", minWidth: 22), .init("NLL", minWidth: 8),
            ], rows: [["0"] + text(table.base) + ["", ""]] + rows)
        print(lines.terminal(ruled: false), terminator: "")
    }
}

extension AblateCurve {
    /// `curve.html` for `curve.json`.
    static func page(beside out: URL) throws -> URL {
        guard out.pathExtension != "html" else {
            throw UsageError(
                "--out \(out.lastPathComponent) is where the page would go; give the table another name, such as curve.json."
            )
        }
        return out.deletingPathExtension().appendingPathExtension("html")
    }
}
