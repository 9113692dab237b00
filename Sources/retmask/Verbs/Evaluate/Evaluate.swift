import ArgumentParser

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a model long-context questions and score the answers.",
        discussion: """
            retmask evaluate --model … is short for retmask evaluate ask --model …; its options are \
            under retmask evaluate ask --help. retmask evaluate compare says how two models differ \
            on the same questions, recall-files makes files of HELMET's recall category.

              retmask evaluate --model DIR --lengths 1k,2k --out results.jsonl
              retmask evaluate --model DIR --heads mask.json --out ablated.jsonl
              retmask evaluate --model DIR --examples mine.jsonl --out results.jsonl
              retmask evaluate --model DIR --suite helmet --data DATA --helmet HELMET \
            --lengths 8k --out helmet.jsonl
              retmask evaluate compare ablated.jsonl results.jsonl
            """,
        subcommands: [AskQuestions.self, CompareAnswers.self, MakeRecallFiles.self],
        defaultSubcommand: AskQuestions.self)
}
