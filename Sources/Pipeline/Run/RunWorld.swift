import Artifacts
import Foundation
import Haystacks
import Organism
import PlainSuite
import Storage

/// What comes with the tool and goes into a run: needles and texts, prompts, questions, of the world that
/// the model knows.
struct RunWorld {
    let kind: Recipe.World

    /// The organism's, where it is that.
    var organism: OrganismWorld? { kind == .organism ? OrganismWorld() : nil }

    /// The world of a model: the organism's for the embedded one, for those that were trained from it,
    /// which have its tokenizer, and for those that `retmask organism` has grown, whose folders say so.
    static func of(_ folder: URL) -> Recipe.World {
        let mark = folder.appendingPathComponent("organism.json")
        if FileManager.default.fileExists(atPath: mark.path) { return .organism }
        let file = "tokenizer.json"
        let words = try? AtomicFile.read(EmbeddedOrganism.folder().appendingPathComponent(file))
        let own = try? AtomicFile.read(folder.appendingPathComponent(file))
        return words != nil && words == own ? .organism : .plain
    }

    func needles(_ needles: Recipe.Source?, filler: URL?) -> NeedleSource {
        let chosen: NeedleSource.Needles =
            switch needles {
            case .files(let files)?: files.first.map { .file($0) } ?? .count(12)
            case .count(let count)?: .count(count)
            case nil: .count(12)
            }
        return NeedleSource(chosen, filler: self.filler(filler))
    }

    func filler(_ file: URL?) -> FillerSource { FillerSource(file, world: organism) }

    /// Tokens of the contexts of the organism's prompts, taken in turn.
    static let promptLengths = [64, 96, 128]

    /// Built-in prompts of pairs.
    ///
    /// - Parameter lengths: of the organism's, taken in turn; others have their own.
    func prompts(
        count: Int, lengths: [Int]?, seed: UInt64, of model: LoadedModel
    ) throws -> [PromptRow] {
        guard let organism else { return InstructionPrompts.rows(count: count, seed: seed) }
        return try organism.contrastPrompts(
            count: count, lengths: lengths ?? Self.promptLengths, tokenizer: model.chat.tokenizer,
            seed: seed
        ).map { PromptRow(conversationID: $0.id, question: .user($0.prompt)) }
    }

    /// Built-in questions.
    ///
    /// - Parameter seed: of the recipe, for questions that have none.
    func questions(
        _ part: Recipe.Evaluate, seed: UInt64, of model: LoadedModel
    ) throws -> [EvaluationExample] {
        guard part.suite ?? kind == .organism else {
            return try plainQuestions(part, seed: seed, of: model)
        }
        let usual = Recipe.defaults(of: .organism).evaluate[0]
        var suite = EvaluateStage.Suite()
        suite.lengths = part.lengths ?? usual.lengths ?? suite.lengths
        suite.examples = part.examples ?? usual.examples ?? suite.examples
        suite.categories = part.categories
        // Of other random streams than those of training and of the contrast prompts.
        suite.seed = part.seed ?? seed &+ 0x5EED
        return try suite.examples(for: ModelTextSide(model), of: OrganismWorld())
    }

    private func plainQuestions(
        _ part: Recipe.Evaluate, seed: UInt64, of model: LoadedModel
    ) throws -> [EvaluationExample] {
        let usual = Recipe.defaults(of: .plain).evaluate[0]
        var suite = PlainSuite()
        suite.lengths = part.lengths ?? usual.lengths ?? suite.lengths
        suite.examples = part.examples ?? usual.examples ?? suite.examples
        suite.tasks = try PlainTask.named(part.categories)
        suite.seed = part.seed ?? seed &+ 0x5EED
        suite.form = part.form ?? suite.form
        return try suite.examples(for: ModelTextSide(model))
    }

    /// Categories that measure general skill rather than long context.
    static var controls: Set<String> {  // exact: our own names
        Set(SuiteCategory.allCases.filter(\.isControl).map(\.rawValue))
            .union(PlainTask.allCases.filter(\.isControl).map(\.rawValue))
    }
}
