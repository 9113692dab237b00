import ArgumentParser

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
