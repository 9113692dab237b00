import ArgumentParser
import Artifacts
import Foundation
import RetrievalHeads
import RunReports

struct Heads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rank heads, show how concentrated their scores are, select some.",
        discussion: """
            Reads the file of retmask detect or the published format ({"layer-head": [values]}). \
            With a selection and --out it writes a mask file that the other verbs take as --heads.

              retmask heads heads.json
              retmask heads heads.json --top 8 --out mask.json
              retmask heads heads.json --at-least 0.1 --random others --out control.json
            """)

    @Argument(help: ArgumentHelp("A score file.", valueName: "heads.json"))
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
        var ranking: [Ranked]
        var selected: [HeadID]?
        var selection: String?
    }

    func run() throws {
        let url = URL(fileURLWithPath: file)
        let scores = try HeadScores.read(url)
        let mask = try selection.chosen?.mask(of: scores, fingerprint: Fingerprint.of(file: url))
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
            if let mask {
                let list = mask.heads.map(\.description).joined(separator: " ")
                print("\(mask.selection): \(mask.heads.count) heads: \(list)")
            }
        }
        if let out, let mask { try AtomicFile.write(json: mask, to: URL(fileURLWithPath: out)) }
    }
}
