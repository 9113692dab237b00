import ArgumentParser
import Artifacts
import Foundation
import RetrievalHeads
import RunReports

struct RankHeads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Rank heads, show how concentrated their scores are, select some.",
        discussion: """
            Reads the file of retmask detect or the published format ({"layer-head": [values]}); \
            three published models come with the tool, as means. \
            With a selection and --out it writes a mask file that the other verbs take as --heads.

              retmask heads heads.json
              retmask heads heads.json --top 8 --out mask.json
              retmask heads heads.json --at-least 0.1 --random others --out control.json
            """)

    @Argument(help: ScoreSource.help)
    var file: String

    @OptionGroup var selection: SelectionOptions

    @Option(help: ArgumentHelp("Where the mask goes.", valueName: "mask.json"))
    var out: String?

    @Option(help: ArgumentHelp("Rows of the ranking.", valueName: "count"))
    var rows = 20

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        struct Ranked: Encodable {
            var head: HeadID
            var score: Double
            var low: Double?
            var high: Double?
        }
        var layers: Int
        var heads: Int
        var samples: Int
        var concentration: HeadConcentration
        /// Rank correlation of the scores of every other probe with the rest.
        var splitHalf: Double?
        var ranking: [Ranked]
        var selected: [HeadID]?
        var selection: String?
    }

    func run() throws {
        let (scores, fingerprint) = try ScoreSource.read(file)
        let mask = try selection.chosen?.mask(of: scores, fingerprint: fingerprint)
        if out != nil, mask == nil {
            throw UsageError("--out needs a selection: --top or --at-least.")
        }
        if json {
            let ranking = scores.ranking
            let intervals = ScoreIntervals(scores, heads: ranking.prefix(rows).map(\.head))
            try Output.json(
                Summary(
                    layers: scores.layers, heads: scores.heads, samples: scores.samples,
                    concentration: HeadConcentration(scores),
                    splitHalf: SplitHalf.correlation(scores),
                    ranking: ranking.prefix(rows).map {
                        let range = intervals[$0.head]
                        return .init(
                            head: $0.head, score: $0.score, low: range?.lowerBound,
                            high: range?.upperBound)
                    }, selected: mask?.heads, selection: mask?.selection))
        } else {
            let terminal = Terminal.standardOutput
            print(HeadMapText.render(scores, colour: terminal.hasColour, width: terminal.width))
            print(HeadTable.ranking(scores, count: rows))
            print(HeadTable.summary(HeadConcentration(scores)), terminator: "")
            if let half = SplitHalf.correlation(scores) {
                print(String(format: "split-half rank correlation %.3f", half))
            }
            if let mask {
                let list = mask.heads.map(\.description).joined(separator: " ")
                print("\(mask.selection): \(mask.heads.count) heads: \(list)")
            }
        }
        if let out, let mask { try AtomicFile.write(json: mask, to: URL(fileURLWithPath: out)) }
    }
}
