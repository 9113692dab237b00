import ArgumentParser
import ContrastPairs
import Foundation
import Numbers
import Storage

struct JoinPairs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Make pairs of two response files of the published pipeline.",
        discussion: """
            Rows are conversations with "synthesized_assistant_responses", plain or gzip, in any \
            order; they belong together by conversation_id, or by their first user turn where \
            there is none. The first answer with a content counts, as in the published script. \
            An answer was cut off where its finish_reason is "length". The published files have no \
            such field: with --max-tokens, an answer of that many tokens counts as cut off. Answers \
            that say neither are counted and taken to be whole.

              retmask contrast join normal.jsonl.gz ablated.jsonl.gz --out pairs.jsonl
              retmask contrast join normal.jsonl.gz ablated.jsonl.gz --max-tokens 2048 \
            --drop-truncated --out pairs.jsonl
            """)

    @Argument(help: ArgumentHelp("Answers of the normal model.", valueName: "chosen"))
    var chosen: String
    @Argument(
        help: ArgumentHelp("Answers of the model without the heads.", valueName: "rejected"))
    var rejected: String

    @Option(help: ArgumentHelp("Where the pairs go.", valueName: "pairs.jsonl"))
    var out: String
    @Option(Limits.tokens, "The token limit with which the files were made.", valueName: "count")
    var maxTokens: Int?
    @OptionGroup var filter: FilterOptions
    @OptionGroup var rowOptions: RowOptions
    @Flag(help: "Write over the pairs of another run.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let file = URL(fileURLWithPath: out)
        try JobFiles(
            reads: [chosen, rejected].map { URL(fileURLWithPath: $0) },
            writes: [file, JobRecord.place(file)]
        ).check()
        var join = PairJoin(
            chosen: URL(fileURLWithPath: chosen), rejected: URL(fileURLWithPath: rejected),
            out: file, filter: filter.filter, maxTokens: maxTokens, restarts: restart)
        join.isStrict = rowOptions.strict
        let summary = try join.run(rows: RowOptions.note)
        if json { return try Output.json(summary) }
        print(PairText.line(summary))
        print("pairs: \(out)")
    }
}
