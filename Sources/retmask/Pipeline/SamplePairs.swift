import ArgumentParser
import Artifacts
import ContrastPairs
import Foundation
import RunReports

struct Contrast: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer prompts with and without the heads: pairs for preference training.",
        discussion: """
            Both answers of a prompt come from one batch and one copy of the weights. The pairs \
            are in TRL's conversational format: {"conversation_id", "chosen": [user, assistant], \
            "rejected": [user, assistant]}. Empty and identical answers are dropped, with counts.

              retmask contrast --model DIR --heads mask.json --prompts chats.jsonl --out pairs.jsonl

            Prompt rows have "prompt", "messages" or "conversation" (LMSYS-Chat-1M-Synth as it \
            is), plain or gzip. Answers are kept in pairs.jsonl.samples.jsonl; run again after a \
            kill, the same command goes on where it stopped.
            """)

    @OptionGroup var source: ModelOptions
    @OptionGroup var heads: HeadOptions

    @Option(help: ArgumentHelp("Conversations, .jsonl or .jsonl.gz.", valueName: "file"))
    var prompts: String

    @Option(help: ArgumentHelp("Where the pairs go.", valueName: "pairs.jsonl"))
    var out: String

    @Option(help: ArgumentHelp("Rows of the file, first:last+1 from 0.", valueName: "range"))
    var rows: String?

    @Option(help: ArgumentHelp("Prompts to answer at most.", valueName: "count"))
    var limit: Int?

    @Option(help: "0 is greedy.")
    var temperature = 0.6
    @Option(help: "Nucleus; 1 is off.")
    var topP = 1.0
    @Option(help: "Most likely tokens kept; 0 is off.")
    var topK = 0
    @Option(help: ArgumentHelp("Tokens of one answer at most.", valueName: "count"))
    var maxTokens = 2048
    @Option(help: "Seed of all answers.")
    var seed: UInt64 = 42
    @Flag(help: "Draw both answers from streams of their own instead of a shared one.")
    var separateNoise = false
    @Option(help: ArgumentHelp("Prompts in one batch.", valueName: "count"))
    var batch = 16

    @Flag(help: "Drop pairs of which an answer met the token limit.")
    var dropTruncated = false
    @Option(
        help: ArgumentHelp(
            "Drop pairs of which an answer repeats itself more than this, 0 to 1.",
            valueName: "share"))
    var maxRepetition: Double?

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let mask = try heads.mask()
        let options = ContrastOptions(
            sampling: Sampling(
                temperature: temperature, topP: topP, topK: topK, maxTokens: maxTokens, seed: seed),
            sharesNoise: !separateNoise, batch: batch,
            filter: PairFilter(dropsTruncated: dropTruncated, maximumRepetition: maxRepetition))
        try options.validate()
        let range = try rows.map(Self.range)
        let live = try source.open()
        try live.check(mask.heads)
        let bar = ProgressBar()
        defer { bar.finish() }
        let run = ContrastRun(
            source: PromptSource(file: URL(fileURLWithPath: prompts), range: range, limit: limit),
            mask: mask.heads, out: URL(fileURLWithPath: out), model: live.fingerprint,
            options: options, restarts: restart)
        let summary = try run.run(live.responder, progress: bar.handler)
        bar.finish()
        if json { return try Output.json(summary) }
        print(Self.text(summary))
        print("pairs: \(out)")
    }

    /// `first:last+1`
    static func range(_ text: String) throws -> Range<Int> {
        let parts = text.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let first = parts[0], let end = parts[1], first >= 0, end > first
        else { throw UsageError("--rows is \(text); write first:end, such as 0:1000.") }
        return first..<end
    }

    static func text(_ summary: ContrastSummary) -> String {
        let dropped = summary.dropped.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var text = "\(summary.kept) pairs of \(summary.prompts) prompts"
        if !dropped.isEmpty { text += " (dropped: \(dropped))" }
        if summary.chosenTruncated + summary.rejectedTruncated > 0 {
            text +=
                "; met the token limit: \(summary.chosenTruncated) chosen, \(summary.rejectedTruncated) rejected"
        }
        return text
    }
}
