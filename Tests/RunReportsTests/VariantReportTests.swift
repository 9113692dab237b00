import Artifacts
import Foundation
import Testing

@testable import RunReports

/// Pages of runs with several variants of each stage.
@Suite struct VariantReportTests {
    static let models = ["base", "ablated-a", "ablated-b", "dpo", "dpo-2", "sft", "fast"]

    static func row(_ model: Int, _ category: String, _ length: Int) -> EvaluationRow {
        let mean = 0.3 + 0.05 * Double(model)
        return EvaluationRow(
            model: models[model], category: category, length: length, metric: "SubEM", mean: mean,
            low: mean - 0.1, high: mean + 0.1, n: 40)
    }

    static func difference(_ model: Int, _ category: String, _ length: Int) -> EvaluationDifference
    {
        let mean = 0.05 * Double(model)
        return EvaluationDifference(
            model: models[model], against: "base", category: category, length: length,
            metric: "SubEM", mean: mean, low: mean - 0.12, high: mean + 0.12, n: 40)
    }

    static var report: RunReport {
        var report = RunReport(title: "Many")
        report.controls = ["facts"]
        var set = RunReport.QuestionSet(name: "first")
        for category in ["recall", "rag", "facts"] {
            for length in [1024, 2048] {
                set.rows += models.indices.map { row($0, category, length) }
                set.differences += models.indices.dropFirst().map {
                    difference($0, category, length)
                }
            }
        }
        set.means = models.indices.map { row($0, "mean over 2 categories", 1024) }
        set.meanDifferences = models.indices.dropFirst().map {
            difference($0, "mean over 2 categories", 1024)
        }
        let line = ResultTable.Line(category: "rag", length: 1024, metric: "SubEM")
        set.chance = [line: 0.125]
        set.examples = (0..<10).map { index in
            .init(
                id: "q\(index)", line: line,
                question: String(repeating: "long ", count: 200) + "Where?",
                expected: ["<here>"],
                answers: [("base", "there", 0), ("ablated-a", "nowhere", 0), ("dpo", "here", 1)])
        }
        var second = set
        second.name = "second"
        second.examples = []
        report.questionSets = [set, second]
        report.trainings = ["dpo", "sft"].map { name in
            .init(
                name: name,
                steps: (1...3).map {
                    TrainingStep(
                        step: $0, epoch: 1, loss: 0.7 - 0.1 * Double($0), gradNorm: 1,
                        learningRate: 1e-6, metrics: ["rewards/margins": 0.1 * Double($0)])
                })
        }
        let point = AblationReport.Point(heads: 0, value: 0.9, low: 0.8, high: 1)
        let end = AblationReport.Point(heads: 4, value: 0.2, low: 0.1, high: 0.3)
        report.curves = [
            .init(
                report: AblationReport(
                    title: "c",
                    found: [
                        .init("random heads", [point, point]), .init("highest", [point, end]),
                    ],
                    likelihood: [
                        .init("random heads", [point, end]), .init("highest", [point, end]),
                    ]))
        ]
        report.costs = [("detect", 30), ("prefer dpo", 90)]
        report.recipe = #"{"seed": 1}"#
        return report
    }

    @Test func everyVariantIsOnThePage() throws {
        if let path = ProcessInfo.processInfo.environment["RETMASK_PAGE"] {
            try Self.report.write(to: URL(fileURLWithPath: path + ".variants.html"))
        }
        let page = ParsedPage(Self.report.html())
        #expect(page.problem == nil)
        #expect(
            page.all("section").compactMap { $0.attributes["id"] }
                == ["results", "answers", "curves", "training", "costs", "recipe"])
        #expect(page.all("h3").map(\.text) == ["first", "second", "first", "dpo", "sft"])
        #expect(page.all("div", class: "example").count == 10)
        let cost = try #require(page.all("section").first { $0.attributes["id"] == "costs" })
        #expect(cost.text.contains("75%") && cost.text.contains("2 min 00 s"))
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
    }

    /// Seven models beside each other do not fit on a phone: a table a category, a line a model.
    @Test func manyModelsAreLines() throws {
        let page = ParsedPage(Self.report.html())
        let tables = page.all("table", class: "results models")
        // The mean, and three categories, of each of the two sets.
        #expect(tables.count == 8)
        #expect(page.all("table", class: "results").isEmpty)
        let rag = try #require(tables.first { $0.text.contains("rag") })
        for model in Self.models { #expect(rag.text.contains(model)) }
        // dpo: mean 45, interval 35 to 55, difference +15 [+3, +27].
        for text in ["45.0", "35.0 to 55.0", "▲ +15.0 (+3.0 to +27.0)", "n = 40", "12.5"] {
            #expect(rag.text.contains(text), "\(text)")
        }
        #expect(page.all("h4").map(\.text) == ["General controls", "General controls"])
        // Two lines of chance, in the two figures of rag.
        #expect(page.all("title").count { $0.text == "chance: 12.5" } == 2)
    }

    @Test func aTerminalHasALineAModel() {
        let set = Self.report.questionSets[0]
        let text = ResultTable(set.rows, differences: set.differences).fitted()
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count == 2 + 6 * Self.models.count)
        #expect(lines.allSatisfy { $0.count < 100 })
        #expect(
            lines.contains {
                $0.contains("dpo-2") && $0.contains("50.0 [40.0, 60.0]")
                    && $0.contains("+20.0 [+8.0, +32.0]")
            })
        let few = ResultTable(set.rows.filter { $0.model == "base" })
        #expect(few.fitted() == few.terminal())
    }
}
