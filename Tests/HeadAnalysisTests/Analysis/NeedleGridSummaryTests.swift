import Artifacts
import Testing

@testable import HeadAnalysis

@Suite struct NeedleGridSummaryTests {
    func trial(_ index: Int, _ length: Int, _ depth: Double, _ recall: Double) -> NeedleTrial {
        NeedleTrial(
            index: index, needle: 0, length: length, depth: depth, promptTokens: length,
            span: [1, 2], response: "", recall: recall, success: recall > 0.5, scores: [])
    }

    @Test("one cell a length and depth, over needles, in order")
    func cells() {
        let summary = NeedleGridSummary([
            trial(0, 200, 0, 1), trial(1, 100, 50, 0.25), trial(2, 100, 0, 1),
            trial(3, 100, 50, 0.75),
        ])
        #expect(summary.attempts == 4 && summary.successes == 3)
        typealias Cell = NeedleGridSummary.Cell
        let wanted = [
            Cell(length: 100, depth: 0, attempts: 1, successes: 1, recall: 1),
            Cell(length: 100, depth: 50, attempts: 2, successes: 1, recall: 0.5),
            Cell(length: 200, depth: 0, attempts: 1, successes: 1, recall: 1),
        ]
        #expect(summary.cells == wanted)
        #expect(
            summary.sentence(recallAbove: 0.5) == "The needle was found in 3 of 4 probes.")
    }

    @Test("no success says what it means")
    func none() {
        let sentence = NeedleGridSummary([trial(0, 100, 0, 0.5)]).sentence(recallAbove: 0.5)
        #expect(sentence.hasPrefix("The needle was found in none of 1 probes (no answer with a"))
        #expect(sentence.contains("ROUGE-1 recall above 0.5"))
    }
}
