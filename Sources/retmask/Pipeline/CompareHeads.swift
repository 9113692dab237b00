import ArgumentParser
import Foundation
import RetrievalHeads

struct CompareHeads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "How alike the retrieval heads of two score files are.",
        discussion: """
            Heads are compared by name where the models have the same shape: a model before and \
            after training, two needle sets, two procedures. Of models of different shapes the \
            spread of the scores is compared.

              retmask heads compare before.json after.json
              retmask heads compare llama-3.1-8b-instruct olmo-3-7b-think
            """)

    @Argument(help: ScoreSource.help)
    var one: String

    @Argument(help: ScoreSource.help)
    var two: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let comparison = HeadComparison(
            try ScoreSource.read(one).scores, try ScoreSource.read(two).scores)
        if json { return try Output.json(comparison) }
        func short(_ name: String) -> String { URL(fileURLWithPath: name).lastPathComponent }
        print(comparison.text(short(one), short(two)), terminator: "")
    }
}
