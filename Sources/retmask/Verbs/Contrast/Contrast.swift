import ArgumentParser

struct Contrast: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer prompts with and without the heads: pairs for preference training.",
        discussion: """
            retmask contrast --model … is short for retmask contrast sample --model …; its options \
            are under retmask contrast sample --help. \
            contrast join makes pairs of response files that exist already.

              retmask contrast --model DIR --heads mask.json --prompts chats.jsonl --out pairs.jsonl
              retmask contrast --endpoint http://a:8000 --ablated-endpoint http://b:8000 \
            --prompts chats.jsonl --out pairs.jsonl
              retmask contrast join normal.jsonl.gz ablated.jsonl.gz --out pairs.jsonl
            """,
        subcommands: [SamplePairs.self, JoinPairs.self], defaultSubcommand: SamplePairs.self)
}
