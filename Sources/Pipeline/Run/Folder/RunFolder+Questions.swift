import Artifacts
import Foundation
import Numbers
import RunReports
import Storage

/// What a page says of a set of questions.
extension RunFolder {
    /// Nil before the set is finished.
    func questions(
        _ set: Recipe.Evaluate, _ recipe: Recipe
    ) throws -> RunReport.QuestionSet? {
        let file = results(set.name)
        guard exists(file) else { return nil }
        var shown = RunReport.QuestionSet(name: set.name)
        shown.rows = try JSONLines.read(EvaluationRow.self, from: file)
        shown.differences = try JSONLines.read(
            EvaluationDifference.self, from: differences(set.name))
        try check(shown, set)
        let names = recipe.subjects(of: set).map(\.name)
        // A folder of an earlier version, or one whose answers were moved away, has a table all the same.
        guard exists(suite(set.name)), names.allSatisfy({ exists(answers($0, set: set.name)) })
        else { return shown }
        (shown.means, shown.meanDifferences) = try means(set, recipe)
        let examples = try EvaluationExample.read(suite(set.name))
        shown.chance = Self.chance(examples)
        shown.examples = try answered(examples, set, recipe)
        return shown
    }

    /// A file may say anything; figures and tables are made of numbers that results have.
    private func check(_ shown: RunReport.QuestionSet, _ set: Recipe.Evaluate) throws {
        let numbers =
            shown.rows.map { (results(set.name), [$0.mean, $0.low, $0.high], [$0.length, $0.n]) }
            + shown.differences.map {
                (differences(set.name), [$0.mean, $0.low, $0.high], [$0.length, $0.n])
            }
        for (file, values, counts) in numbers {
            guard values.allSatisfy(Limits.score.contains),
                counts.allSatisfy((0...Limits.rows.highest).contains)
            else {
                throw DataError(
                    "\(file.path) has a row with the numbers \(values + counts.map(Double.init)); means are \(Limits.score), counts 0 to \(Limits.rows.highest)."
                )
            }
        }
    }

    private static func line(_ example: EvaluationExample) -> ResultTable.Line {
        ResultTable.Line(
            category: example.category, length: example.length, metric: example.metric.rawValue)
    }

    /// The mean of what guessing reaches, for lines all of whose examples say it.
    static func chance(_ examples: [EvaluationExample]) -> [ResultTable.Line: Double] {
        Dictionary(grouping: examples, by: line).compactMapValues { group in
            let values = group.compactMap { $0.extra?["chance"].flatMap(Double.init) }
            guard values.count == group.count, values.allSatisfy(Limits.share.contains) else {
                return nil
            }
            return values.reduce(0, +) / Double(values.count)
        }
    }

    /// Questions that are shown with their answers.
    private static let shownQuestions = 12

    /// Evenly spaced through the questions, with what base, ablated and trained model said.
    private func answered(
        _ examples: [EvaluationExample], _ set: Recipe.Evaluate, _ recipe: Recipe
    ) throws -> [RunReport.AnsweredQuestion] {
        let asked = examples.enumerated().filter { $0.element.tokens == nil }.map(\.offset)
        let count = min(Self.shownQuestions, asked.count)
        let places = (0..<count).map { asked[$0 * asked.count / count] }
        let subjects = recipe.subjects(of: set)
        let names =
            ["base"]
            + [
                subjects.first { if case .ablated = $0.subject { true } else { false } }?.name,
                subjects.first { $0.subject.isTrained }?.name,
            ].compactMap { $0 }
        let told = try names.map { name in
            (name, try JSONLines.read(EvaluationResult.self, from: answers(name, set: set.name)))
        }
        return places.map { place in
            let example = examples[place]
            return RunReport.AnsweredQuestion(
                id: example.id, line: Self.line(example),
                question: example.prompt
                    ?? example.messages.last { $0.role == "user" }?.content ?? "",
                expected: example.answers,
                answers: told.compactMap { name, list in
                    place < list.count && list[place].id.isExactly(example.id)
                        ? (name, list[place].response, list[place].score) : nil
                })
        }
    }
}
