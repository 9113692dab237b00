import Artifacts
import Foundation
import LongContextEval
import Organism

extension RunPipeline {
    /// Every model on the same examples: the base, with its heads silenced, with random heads
    /// silenced, trained by RetMask, and trained on the chosen answers alone.
    func evaluate(_ mask: HeadMask) throws -> (
        rows: [EvaluationRow], differences: [EvaluationDifference]
    ) {
        let part = recipe.evaluate
        let categories = try Self.categories(part.categories)
        // Other streams than those of training and of the contrast prompts.
        let examples = try world.suite(
            lengths: part.lengths, examples: part.examples, categories: categories,
            tokenizer: live.text.tokenizer, seed: recipe.seed &+ 0x5EED)
        try JSONLines.write(examples, to: folder.suite)
        let control = try AtomicFile.read(json: HeadMask.self, from: folder.control)
        var results: [(name: String, answers: [EvaluationResult])] = []
        func ask(_ name: String, _ model: LiveModel, _ silenced: [HeadID]) throws {
            let evaluator = Evaluator(
                examples: examples, model: "\(model.fingerprint) \(name)",
                ablation: HeadAblation(silenced), out: folder.answers(name), batch: 32)
            let answers = try evaluator.evaluate(model.responder, scorer: model.scorer) { report in
                var report = report
                report.label = "evaluating \(name)"
                bar.update(report)
            }
            results.append((name, answers))
        }
        try ask("base", live, [])
        try ask("ablated", live, mask.heads)
        try ask("random", live, control.heads)
        try ask("RetMask", LiveModel(folder.retmask, name: "RetMask", device: live.device), [])
        try ask(
            "supervised", LiveModel(folder.supervised, name: "supervised", device: live.device), [])

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

    static func categories(_ names: [String]) throws -> [SuiteCategory] {
        guard !names.isEmpty else { return SuiteCategory.allCases }
        return try names.map { name in
            guard let category = SuiteCategory(rawValue: name) else {
                let all = SuiteCategory.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("there is no category \"\(name)\"; there are \(all).")
            }
            return category
        }
    }
}
