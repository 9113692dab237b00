import Artifacts
import Foundation
import LongContextEval
import Storage

extension RunPipeline {
    /// Every model on the same examples, and each against the base.
    func evaluate(_ part: Recipe.Evaluate) throws {
        let examples = try examples(part)
        try JSONLines.write(examples, to: folder.suite(part.name))
        let subjects = recipe.subjects(of: part)
        var results: [(name: String, subject: Recipe.Subject, answers: [EvaluationResult])] = []
        for (name, subject) in subjects {
            results.append((name, subject, try ask(name, subject, examples, part)))
        }
        let rows = results.flatMap { EvaluationSummary.rows($0.answers, model: $0.name) }
        let base = results[0].answers
        // The models in question first, then what silencing alone does.
        let others = results.dropFirst()
        let ordered = others.filter(\.subject.isTrained) + others.filter { !$0.subject.isTrained }
        let differences = try ordered.flatMap {
            try EvaluationSummary.differences(
                $0.answers, model: $0.name, against: base, named: results[0].name)
        }
        try JSONLines.write(rows, to: folder.results(part.name))
        try JSONLines.write(differences, to: folder.differences(part.name))
    }

    private func ask(
        _ name: String, _ subject: Recipe.Subject, _ examples: [EvaluationExample],
        _ part: Recipe.Evaluate
    ) throws -> [EvaluationResult] {
        var stage = EvaluateStage(.list(examples))
        stage.batch = part.batch
        // The organism's are short, and its published table was made without.
        stage.sharesContexts = world.kind != .organism
        stage.filler = world.filler(part.filler)
        var asked = model
        switch subject {
        case .base: break
        case .ablated(let selection):
            stage.ablation = HeadAblation(try heads(selection), gate: part.gate)
        case .random:
            let control = try AtomicFile.read(json: HeadMask.self, from: folder.control)
            stage.ablation = HeadAblation(control.heads, gate: part.gate)
        case .trained(let training), .rival(let training):
            asked = try LoadedModel(
                folder.model(name, isNamed: !training.name.isEmpty), name: name,
                device: model.device)
        }
        let label = part.name.isEmpty ? "evaluating \(name)" : "evaluating \(name) (\(part.name))"
        return try stage.run(asked, answers: folder.answers(name, set: part.name), name: name) {
            [events] in
            var report = $0
            report.label = label
            events.progress(report)
        }
    }

    /// The questions of a set: built-in ones, then those of the files.
    func examples(_ part: Recipe.Evaluate) throws -> [EvaluationExample] {
        if let known = questions[part.name] { return known }
        var list: [EvaluationExample] = []
        if part.questions == nil || part.suite != nil {
            list += try world.questions(part, seed: recipe.seed, of: model)
        }
        for file in part.questions ?? [] {
            let rows = try EvaluationExample.rows(of: file, isStrict: part.strict) { [model] in
                // Too long ones end the run before it begins, instead of being left out.
                try model.check($0, isMeasured: false)
            }
            rows.problems.lines(file.path).forEach(events.note)
            list += part.chosen(rows.examples)
        }
        guard !list.isEmpty else {
            throw UsageError(
                "\(part.path) asks nothing: its files have no question of these lengths and categories."
            )
        }
        var seen: Set<ExactText> = []
        for example in list where !seen.insert(ExactText(example.id)).inserted {
            throw DataError(
                "\(part.path): the id \(example.id) occurs twice among its questions; each needs one of its own."
            )
        }
        questions[part.name] = list
        return list
    }
}

extension Recipe.Evaluate {
    /// As messages name it.
    var path: String { name.isEmpty ? "evaluate" : "evaluate[\(name)]" }

    /// Of a file's examples those that are wanted, in their order.
    func chosen(_ examples: [EvaluationExample]) -> [EvaluationExample] {
        struct Cell: Hashable {
            let category: ExactText
            let length: Int
        }
        var counts: [Cell: Int] = [:]
        return examples.filter { example in
            if let lengths, example.length > 0, !lengths.contains(example.length) { return false }
            guard
                categories.isEmpty || categories.contains(where: { $0.isExactly(example.category) })
            else { return false }
            let cell = Cell(category: ExactText(example.category), length: example.length)
            counts[cell, default: 0] += 1
            return self.examples.map { counts[cell, default: 0] <= $0 } ?? true
        }
    }
}

extension Recipe.Subject {
    var isTrained: Bool {
        switch self {
        case .trained, .rival: true
        default: false
        }
    }
}
