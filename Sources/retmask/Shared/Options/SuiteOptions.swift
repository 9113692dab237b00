import ArgumentParser
import Foundation
import Numbers
import Pipeline
import PlainSuite
import Storage

/// Which built-in questions are asked, and how.
struct SuiteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Built-in questions: plain, for any model, or organism, for the small one that comes with the tool and models trained from it; left out, what suits the model. helmet: those of HELMET's own files.",
            valueName: "plain|organism|helmet"))
    var suite: String?

    @Option(
        help: ArgumentHelp(
            "Tokens of whole prompts, each \(Limits.lengths) (default: 1024,2048; of the organism's suite 128,256,512; of HELMET's all that the model has positions for).",
            valueName: "list"),
        transform: LengthList.parse)
    var lengths: LengthList?

    @Option(
        help: ArgumentHelp(
            "Categories of the suite, with commas; all when left out. The plain suite and HELMET's also know single tasks, such as json_kv.",
            valueName: "list"))
    var categories: String?

    @Option(
        help: ArgumentHelp(
            "How the plain suite asks: chat, chat-start (the answer is begun), completion (plain text with two demonstrations), or best (for each category the one that suits it; the default).",
            valueName: "form"))
    var form: String?

    @Option(Limits.seed, "Seed of the suite; 1 when left out.", valueName: "seed")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Write the questions as a JSONL file, for a look or for other tools, and ask nothing.",
            valueName: "file"))
    var writeExamples: String?

    /// - Throws: `UsageError` for names that do not exist and options that go with no file.
    func check(_ examples: FileOrCount) throws {
        if let suite, !["plain", "organism", "helmet"].contains(suite) {
            throw UsageError("--suite is \(suite); give plain, organism or helmet.")
        }
        if let form, FormChoice(rawValue: form) == nil {
            throw UsageError("--form is \(form); give chat, chat-start, completion or best.")
        }
        if isHelmet, form != nil {
            throw UsageError("--form is for the plain suite; HELMET's wording is its own.")
        }
        guard examples.path != nil else { return }
        for (name, value) in [
            ("--suite", suite), ("--form", form), ("--write-examples", writeExamples),
        ] where value != nil {
            throw UsageError(
                "\(name) is about built-in questions, and --examples is a file; give one of them.")
        }
    }

    /// What decides which built-in questions are asked, beside what ``check(_:)`` refuses.
    var given: [(name: String, isGiven: Bool)] {
        [
            ("--lengths", lengths != nil), ("--categories", categories != nil),
            ("--seed", seed != nil),
        ]
    }

    /// Whether questions of HELMET's files are asked.
    var isHelmet: Bool { suite == "helmet" }

    /// The categories that are named.
    var names: [String] { categories?.split(separator: ",").map { $0.trimming() } ?? [] }

    /// The examples that are asked: a file, or so many of the suite.
    func examples(_ chosen: FileOrCount, for model: ModelTextSide) throws -> EvaluateStage.Examples
    {
        let count: Int
        switch chosen {
        case .file(let path): return .file(URL(fileURLWithPath: path))
        case .count(let number): count = number
        }
        let isOrganism = suite.map { $0.elementsEqual("organism") } ?? model.knowsOrganism
        guard !isOrganism else {
            guard form == nil else {
                throw UsageError(
                    "--form is for the plain suite; the organism is asked in one form.")
            }
            var suite = EvaluateStage.Suite()
            suite.examples = count
            if let lengths { suite.lengths = lengths.values }
            suite.categories = names
            if let seed { suite.seed = seed }
            return .suite(suite)
        }
        var suite = PlainSuite()
        suite.examples = count
        if let lengths { suite.lengths = lengths.values }
        suite.tasks = try PlainTask.named(names)
        if let seed { suite.seed = seed }
        if let form, let choice = FormChoice(rawValue: form) { suite.form = choice }
        return .plain(suite)
    }
}
