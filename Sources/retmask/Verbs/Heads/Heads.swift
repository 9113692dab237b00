import ArgumentParser
import Artifacts
import Foundation
import HeadAnalysis
import RunReports

struct Heads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rank heads, show how concentrated their scores are, select some; compare files.",
        discussion: """
            retmask heads FILE is short for retmask heads rank FILE.

              retmask heads heads.json --top 8 --out mask.json
              retmask heads llama-3.1-8b-instruct --at-least 0.1
              retmask heads compare heads.json other.json
            """,
        subcommands: [RankHeads.self, CompareHeads.self], defaultSubcommand: RankHeads.self)
}

struct CompareHeads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "How alike the retrieval heads of two score files are.",
        discussion: """
            Heads are compared by name where the models have the same shape: a model before and \
            after training, two needle sets, two detectors. Of models of different shapes the \
            spread of the scores over heads and over relative depth is compared.

            The Jaccard index of two lists is shared heads over all heads on either; beside it \
            stands what random lists would have. Files of others are read too (see retmask heads \
            rank --help); one that does not say the shape of the model takes that of the other.

              retmask heads compare before.json after.json
              retmask heads compare llama-3.1-8b-instruct olmo-3-7b-think
              retmask heads compare llama-3.1-8b-instruct full_attention_heads.tsv
              retmask heads compare qr_head_NQ.yaml qr_head_LME.yaml --shape 32x32
            """)

    @Argument(help: ScoreSource.help)
    var one: String

    @Argument(help: ScoreSource.help)
    var two: String

    @Option(
        help: ArgumentHelp(
            "Layers and query heads of both models, such as 32x32, where neither file says.",
            valueName: "layersxheads"))
    var shape: HeadShape?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let (first, second) = try ScoreSource.pair(one, two, shape: shape)
        (first.notes + second.notes).forEach(Output.note)
        let comparison = HeadComparison(first.scores, second.scores)
        if json { return try Output.json(comparison) }
        func short(_ name: String) -> String { URL(fileURLWithPath: name).lastPathComponent }
        print(comparison.text(short(one), short(two)), terminator: "")
    }
}
