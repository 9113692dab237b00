import Artifacts
import Foundation
import LongContextEval
import Organism
import Storage

extension RunPipeline {
    /// Every model on the same examples: the base, with its heads silenced, with random heads
    /// silenced, trained by RetMask, and trained on the chosen answers alone.
    func evaluate(_ mask: HeadMask) throws -> (
        rows: [EvaluationRow], differences: [EvaluationDifference]
    ) {
        let examples = try suite.examples(for: ModelTextSide(model), of: world)
        try JSONLines.write(examples, to: folder.suite)
        let control = try AtomicFile.read(json: HeadMask.self, from: folder.control)
        var results: [(name: String, answers: [EvaluationResult])] = []
        func ask(_ name: String, _ model: LoadedModel, _ silenced: [HeadID]) throws {
            var stage = EvaluateStage(.list(examples))
            stage.ablation = HeadAblation(silenced)
            stage.batch = recipe.evaluate.batch
            let answers = try stage.run(model, answers: folder.answers(name), name: name) {
                var report = $0
                report.label = "evaluating \(name)"
                events.progress(report)
            }
            results.append((name, answers))
        }
        try ask("base", model, [])
        try ask("ablated", model, mask.heads)
        try ask("random", model, control.heads)
        try ask("RetMask", LoadedModel(folder.retmask, name: "RetMask", device: model.device), [])
        try ask(
            "supervised", LoadedModel(folder.supervised, name: "supervised", device: model.device),
            [])

        let rows = results.flatMap { EvaluationSummary.rows($0.answers, model: $0.name) }
        let base = results[0].answers
        // The model in question first, then its rival, then what silencing alone does.
        let order = ["RetMask", "supervised", "ablated", "random"]
        let differences = try order.flatMap { name in
            try results.filter { $0.name == name }.flatMap {
                try EvaluationSummary.differences(
                    $0.answers, model: $0.name, against: base, named: "base")
            }
        }
        try JSONLines.write(rows, to: folder.results)
        try JSONLines.write(differences, to: folder.differences)
        return (rows, differences)
    }

    /// Of other random streams than those of training and of the contrast prompts.
    private var suite: EvaluateStage.Suite {
        var suite = EvaluateStage.Suite()
        suite.lengths = recipe.evaluate.lengths
        suite.examples = recipe.evaluate.examples
        suite.categories = recipe.evaluate.categories
        suite.seed = recipe.seed &+ 0x5EED
        return suite
    }
}
