public import Artifacts
import Foundation
public import HeadAnalysis
import LongContextEval
import RetrievalHeads
import Storage

/// The outcome of a run: what each stage made. A stage of one part without a name has one entry, whose name
/// is empty.
public struct RunOutcome {
    /// Something of a variant.
    public struct Named<Value> {
        /// Of the variant; of a training, of its model.
        public let name: String
        /// What it made.
        public let value: Value
    }

    /// The table of a set of questions.
    public struct Table {
        /// Means of every model, category and length.
        public let rows: [EvaluationRow]
        /// Each model against the base, with paired intervals.
        public let differences: [EvaluationDifference]
        /// Means over categories at each length, and their differences.
        public let means: (rows: [EvaluationRow], differences: [EvaluationDifference])
    }

    /// Scores of all heads, and success rates of the needles.
    public let detections: [Named<(scores: HeadScores, grid: NeedleGridSummary)>]
    /// The heads that were silenced.
    public let selections: [Named<HeadMask>]
    /// Counts of the pairs.
    public let contrasts: [Named<ContrastSummary>]
    /// The logs of the trainings, without that of a rival.
    public let trainings: [Named<[TrainingStep]>]
    /// What the models answered.
    public let tables: [Named<Table>]
    /// Whether every stage is one part without a name.
    public let isPlain: Bool

    /// Means of every model, category and length, of all sets of questions.
    public var rows: [EvaluationRow] { tables.flatMap(\.value.rows) }
    /// Each model against the base, of all sets of questions.
    public var differences: [EvaluationDifference] { tables.flatMap(\.value.differences) }
}

extension RunFolder {
    /// What a finished run has made.
    ///
    /// - Throws: `UsageError` for files that are missing, `DataError` for damaged ones.
    func outcome(_ recipe: Recipe) throws -> RunOutcome {
        let names: [[String]] = [
            recipe.detect.map(\.name), recipe.select.map(\.name), recipe.contrast.map(\.name),
            recipe.prefer.map(\.name), recipe.evaluate.map(\.name),
        ]
        return RunOutcome(
            detections: try recipe.detect.map { part in
                let scores = scores(part.name)
                let trials = try TrialLog.read(HeadDetector.trialsURL(of: scores))
                return .init(
                    name: part.name,
                    value: (try ScoreFile.read(scores).scores, NeedleGridSummary(trials)))
            },
            selections: try recipe.select.map {
                .init(
                    name: $0.name,
                    value: try AtomicFile.read(json: HeadMask.self, from: mask($0.name)))
            },
            contrasts: try recipe.contrast.map {
                .init(
                    name: $0.name,
                    value: try AtomicFile.read(json: ContrastSummary.self, from: contrast($0.name)))
            },
            trainings: try recipe.trained.map { part in
                let log = model(part.name, isNamed: part.isNamed)
                    .appendingPathComponent("training.jsonl")
                return .init(
                    name: part.name, value: try JSONLines.read(TrainingStep.self, from: log))
            },
            tables: try recipe.evaluate.map { set in
                .init(
                    name: set.name,
                    value: RunOutcome.Table(
                        rows: try JSONLines.read(EvaluationRow.self, from: results(set.name)),
                        differences: try JSONLines.read(
                            EvaluationDifference.self, from: differences(set.name)),
                        means: try means(set, recipe)))
            },
            isPlain: names.allSatisfy { $0.elementsEqual([""]) } && recipe.ablateCurve.isEmpty)
    }

    /// Means over the categories of each length, and each model's difference from the base, from the
    /// answers.
    func means(
        _ set: Recipe.Evaluate, _ recipe: Recipe
    ) throws -> (rows: [EvaluationRow], differences: [EvaluationDifference]) {
        let controls = Set(RunWorld.controls.map { ExactText($0) })
        var rows: [EvaluationRow] = []
        var differences: [EvaluationDifference] = []
        var base: [EvaluationResult] = []
        for (name, subject) in recipe.subjects(of: set) {
            let answers = try JSONLines.read(
                EvaluationResult.self, from: answers(name, set: set.name))
            rows += EvaluationSummary.means(answers, model: name, leavingOut: controls)
            guard subject != .base else {
                base = answers
                continue
            }
            differences += try EvaluationSummary.meanDifferences(
                answers, model: name, against: base, named: "base", leavingOut: controls)
        }
        return (rows, differences)
    }
}

extension Recipe {
    /// The models of trainings, but for rivals.
    var trained: [(name: String, isNamed: Bool)] {
        subjects.compactMap { name, subject in
            if case .trained(let part) = subject { (name, !part.name.isEmpty) } else { nil }
        }
    }
}
