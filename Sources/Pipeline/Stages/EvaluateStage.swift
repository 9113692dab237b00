public import Artifacts
public import Foundation
import LongContextEval
package import Organism
public import PlainSuite
public import Storage

/// A model asked long-context questions: one line an answer. `EvaluationSummary.rows` makes means with
/// intervals of them.
///
/// ```swift
/// let stage = EvaluateStage(.file(questions))
/// let results = try stage.run(model, answers: folder.appending(path: "base.jsonl"))
/// print(EvaluationSummary.rows(results, model: "base"))
/// ```
public struct EvaluateStage {
    /// A file, a list, or questions that come with the tool.
    public enum Examples: Sendable {
        case file(URL)
        case list([EvaluationExample])
        /// The suite of the embedded organism's world.
        case suite(Suite = Suite())
        /// The suite in plain English, for any model.
        case plain(PlainSuite = PlainSuite())
    }

    /// Questions about the organism's world, at each length so many of each category.
    public struct Suite: Sendable {
        /// Examples of one category at one length.
        public var examples = 48
        /// Tokens of whole prompts.
        public var lengths = [128, 256, 512]
        /// Names of categories; empty for all.
        public var categories: [String] = []
        /// Fixes the examples; another one gives other questions about the same world.
        public var seed: UInt64 = 1

        /// All categories at 128, 256 and 512 tokens, controls once; 48 examples of each.
        public init() {}
    }

    /// The examples that are asked.
    public var examples: Examples
    /// The ablation while answering.
    public var ablation = HeadAblation.none
    /// The text over which the gate `mean` takes its means.
    public var filler = FillerSource()
    /// Examples in one batch.
    public var batch = 32
    /// Whether a long context of questions that follow each other is computed once for them. Answers stay what
    /// they are up to the last bits of the logits.
    public var sharesContexts = true
    /// Whether one row that cannot be used is enough to refuse the file of examples.
    public var isStrict = false
    /// Begin again instead of going on.
    public var restarts = false

    /// The whole model, unless ``ablation`` is set.
    public init(_ examples: Examples) { self.examples = examples }

    /// Asks, or goes on where a killed run stopped.
    ///
    /// - Parameters:
    ///   - answers: gets one line an example.
    ///   - name: keeps answers of differently changed models apart; part of the job's record.
    ///   - rowProblems: called first with what is wrong with rows of the file of examples.
    /// - Throws: as `Evaluator`, and `UsageError` for lengths that the model has no positions for.
    public func run(
        _ model: LoadedModel, answers: URL, name: String = "",
        progress: ProgressHandler = { _ in },
        rowProblems: (RowProblems) -> Void = { _ in }
    ) throws -> [EvaluationResult] {
        try model.check(ablation.heads)
        let (list, problems) = try chosenExamples(model)
        if case .file = examples { rowProblems(problems) }
        let means = try model.means(for: ablation, over: filler)
        let evaluator = Evaluator(
            examples: list,
            model: name.isEmpty ? model.fingerprint : "\(model.fingerprint) \(name)",
            ablation: ablation, meansText: means?.textFingerprint, out: answers, batch: batch,
            restarts: restarts)
        return try evaluator.evaluate(
            model.responder(
                rows: batch, means: means,
                sharesContexts: sharesContexts && !examples.isOfTheOrganism),
            scorer: model.textScorer(means: means), progress: progress)
    }

    private func chosenExamples(
        _ model: LoadedModel
    ) throws -> ([EvaluationExample], RowProblems) {
        switch examples {
        case .list(let list): return (list, RowProblems())
        case .suite, .plain:
            return (try examples.made(for: ModelTextSide(model)), RowProblems())
        case .file(let url):
            let rows = try EvaluationExample.rows(of: url, isStrict: isStrict) {
                try model.check($0)
            }
            return (rows.examples, rows.problems)
        }
    }
}

extension EvaluateStage.Examples {
    fileprivate var isOfTheOrganism: Bool {
        if case .suite = self { true } else { false }
    }

    /// The questions of a suite for a model, whose weights they do not need; a list as it is.
    ///
    /// - Throws: `UsageError` for lengths that the model has no positions for and for unknown
    ///   categories, `DataError` for a file with a row that cannot be used.
    package func made(for model: ModelTextSide) throws -> [EvaluationExample] {
        switch self {
        case .list(let list): list
        case .file(let url): try EvaluationExample.read(url)
        case .suite(let suite): try suite.examples(for: model)
        case .plain(let suite): try suite.examples(for: model)
        }
    }
}

extension EvaluateStage.Suite {
    /// - Throws: `UsageError` for lengths that the model has no positions for and for unknown
    ///   categories.
    package func examples(
        for model: ModelTextSide, of world: OrganismWorld = OrganismWorld()
    ) throws -> [EvaluationExample] {
        let most = model.contextLength
        if let longest = lengths.max(), longest > most {
            throw UsageError(
                "length \(longest) is more than the \(most) positions of \(model.name).")
        }
        return try world.suite(
            lengths: lengths, examples: examples, categories: chosenCategories(),
            tokenizer: model.chat.tokenizer, seed: seed)
    }

    private func chosenCategories() throws -> [SuiteCategory] {
        guard !categories.isEmpty else { return SuiteCategory.allCases }
        return try categories.map { name in
            guard let category = SuiteCategory(rawValue: name) else {
                let all = SuiteCategory.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("there is no category \"\(name)\"; there are \(all).")
            }
            return category
        }
    }
}
