import Artifacts
import LongContextEval
import Testing

@Suite struct EvaluationMetricScoreTests {
    func score(
        _ metric: EvaluationMetric, _ response: String,
        _ change: (inout EvaluationExample) -> Void = { _ in }
    ) -> Double {
        var example = EvaluationExample(
            id: "1", category: "c", metric: metric, length: 8, messages: [.user("?")],
            answers: ["blue lamp", "red door"])
        change(&example)
        return EvaluationMetric.score(response, example)
    }

    @Test("the best of the answers, judged on the whole response and on what follows the cue")
    func best() {
        #expect(score(.substringMatch, "It is the red door there") == 1)
        #expect(score(.exactMatch, "I think so.\nAnswer: The red door.\nBye") == 1)
        #expect(score(.exactMatch, "I think the red door") == 0)
        // Whole response: 2 of 5 words; after the cue: 2 of 2.
        #expect(score(.tokenF1, "some thing. Answer: blue lamp") == 1)
        #expect(score(.rougeL, "Answer: lamp blue") == 0.5)
        #expect(score(.rouge1, "Answer: lamp blue") == 1)
        #expect(score(.answerRecall, "a BLUE LAMP") == 0.5)
    }

    @Test("the start of an answer is judged with it")
    func starts() {
        func start(_ text: String, _ metric: EvaluationMetric, _ response: String) -> Double {
            score(metric, response) { $0.answerStart = text }
        }
        // With the cue before it, the answer's first line counts alone; without, the whole as well.
        #expect(start("Answer:", .exactMatch, " blue lamp\nMore.") == 1)
        #expect(score(.exactMatch, "yes\nAnswer: no\nblue lamp") == 0)
        #expect(start("The red", .substringMatch, " door is it.") == 1)
        #expect(score(.substringMatch, " door is it.") == 0)
        #expect(start("blue lamp, ", .answerRecall, "a red door") == 1)
    }

    @Test("a label counts only after its cue")
    func label() {
        func label(_ response: String) -> Double {
            score(.labelAccuracy, response) { $0.answers = ["3"] }
        }
        #expect(label("label: 3") == 1 && label("3\nlabel: 4") == 0 && label("3") == 1)
        #expect(label("label: 3 or 4") == 0)
    }

    @Test("rankings and citations use their own fields")
    func fields() {
        #expect(score(.rankingGain, "2 > 1") { $0.relevance = ["2": 1] } == 1)
        #expect(score(.citationPrecision, "[1][2]") { $0.citations = ["1"] } == 0.5)
        #expect(score(.citationRecall, "[1][2]") { $0.citations = ["1"] } == 1)
        #expect(score(.citationF1, "[1][2]") { $0.citations = ["1"] } == 2.0 / 3)
    }
}
