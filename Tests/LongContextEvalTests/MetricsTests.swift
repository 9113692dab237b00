import Foundation
import TestSupport
import Testing

@testable import LongContextEval

@Suite struct AnswerTextTests {
    @Test("normalised as Python does it, for every text of the fixture")
    func fixture() throws {
        let rows = try JSONDecoder().decode(
            [[String]].self, from: try Fixture.data("evaluation/normalised.json"))
        #expect(rows.count == 15)
        for row in rows { #expect(AnswerText.normalise(row[0]) == row[1], "\(row[0])") }
    }

    @Test("the answer is what follows the cue on its line")
    func parse() {
        func parse(_ text: String) -> String { AnswerText.parse(text, prefix: "Answer:") }
        #expect(parse("Well. answer: the lamp \nmore") == "the lamp")
        #expect(parse("Answer: Answer: twice") == "twice")
        // Without the cue the first line counts; after a cue at the end of its line nothing.
        #expect(parse("first\nsecond") == "first")
        #expect(parse("Answer:\nthe lamp") == "")
        #expect(parse("") == "")
    }
}

@Suite struct WordMatchTests {
    @Test("exact and substring matches see normalised text")
    func matches() {
        #expect(WordMatch.isExact("The Blue-Lamp!", "bluelamp"))
        #expect(!WordMatch.isExact("blue lamp", "blue lamps"))
        #expect(WordMatch.isSubstring("It was the blue lamps, surely.", "A blue lamp"))
        #expect(!WordMatch.isSubstring("lamp blue", "blue lamp"))
        #expect(WordMatch.isSubstring("anything", "the"))
    }

    @Test("F1 by hand")
    func f1() {
        // Shared blue, lamp: precision 2/4, recall 2/2.
        #expect(WordMatch.f1("blue lamp on table", "the blue lamp") == 2.0 / 3)
        // A word counts as often as both have it: 1 of 3 and 1 of 1.
        #expect(WordMatch.f1("red red red", "red") == 0.5)
        #expect(WordMatch.f1("blue", "red") == 0)
        #expect(WordMatch.f1("", "red") == 0)
        // A verdict is all or nothing.
        #expect(WordMatch.f1("yes it is", "yes") == 0)
        #expect(WordMatch.f1("yes", "yes it is") == 0)
        #expect(WordMatch.f1("No.", "no") == 1)
    }

    @Test("recall over several answers is lower-cased only")
    func recall() {
        #expect(WordMatch.recall("Codes 12-b and 7C", ["12-B", "7c", "9d"]) == 2.0 / 3)
        #expect(WordMatch.recall("12b", ["12-b"]) == 0)
        #expect(WordMatch.recall("x", []) == 0)
    }
}

@Suite struct RougeTests {
    struct Row: Decodable {
        let answer: String
        let response: String
        let rouge1: Double
        let rougeL: Double
    }

    @Test("equal to rouge_score on every pair of the fixture")
    func fixture() throws {
        let rows = try JSONDecoder().decode(
            [Row].self, from: try Fixture.data("evaluation/rouge.json"))
        #expect(rows.count == 160)
        for row in rows {
            #expect(abs(Rouge.one(row.response, row.answer) - row.rouge1) < 1e-12, "\(row)")
            #expect(abs(Rouge.longest(row.response, row.answer) - row.rougeL) < 1e-12, "\(row)")
        }
    }

    @Test("the worked example: all words shared, half of them in order")
    func example() {
        let (left, right) = ("police kill the gunman", "the gunman killed police")
        #expect(Rouge.one(left, right) == 1 && Rouge.longest(left, right) == 0.5)
    }
}

@Suite struct RankingTests {
    @Test("rankings as models write them")
    func parse() {
        #expect(Ranking.parse("Ranking: [3] > [1] > [2]") == ["3", "1", "2"])
        #expect(Ranking.parse("ID: 3 >\n1>3 > 2\nDone") == ["3", "1", "2"])
        #expect(Ranking.parse("first 7, then 10 > 11") == ["10", "11"])
        // By characters, so one long number beats a short list; of equals the first counts.
        #expect(Ranking.parse("12345678 or 1 > 2") == ["12345678"])
        #expect(Ranking.parse("1 > 2 and 3 > 4") == ["1", "2"])
        #expect(Ranking.parse("4, 5, 6") == ["4"])
        #expect(Ranking.parse(" none ") == ["none"])
    }

    @Test("NDCG by hand")
    func gain() {
        let relevance = ["a": 2, "b": 1, "c": 0]
        let ideal = 2 / log2(2.0) + 1 / log2(3.0)
        func near(_ ranking: [String], _ dcg: Double) -> Bool {
            abs(Ranking.gain(ranking, relevance: relevance) - dcg / ideal) < 1e-12
        }
        #expect(near(["a", "b"], ideal))
        #expect(near(["b", "a"], 1 / log2(2.0) + 2 / log2(3.0)))
        // An unknown id takes a rank; what is missing gains nothing.
        #expect(near(["x", "a"], 2 / log2(3.0)))
        #expect(near([], 0))
        // The eleventh rank is beyond the depth.
        #expect(near((0..<10).map { "x\($0)" } + ["a"], 0))
        #expect(Ranking.gain(["a"], relevance: ["a": 0]) == 0)
    }

    @Test("the ideal order is cut at ten as well")
    func manyRelevant() {
        let relevance = Dictionary(uniqueKeysWithValues: (0..<15).map { ("\($0)", 1) })
        #expect(Ranking.gain((0..<15).map(String.init), relevance: relevance) == 1)
    }
}

@Suite struct CitationTests {
    @Test("ids in brackets, each once")
    func parse() {
        #expect(
            Citation.parse("It is so [3][5], see [3, 7; 9] and [ D2 ].") == [
                "3", "5", "7", "9", "d2",
            ])
        #expect(Citation.parse("no ids [] here [4") == [])
    }

    @Test("precision, recall and F1 by hand")
    func score() {
        let score = Citation.score("yes [1][2][7]", due: ["2", "3"])
        #expect(score.precision == 1.0 / 3 && score.recall == 0.5 && score.f1 == 0.4)
        let none = Citation.score("yes", due: ["2"])
        #expect(none.precision == 0 && none.recall == 0 && none.f1 == 0)
        let right = Citation.score("[B][a]", due: ["A", "b"])
        #expect(right.precision == 1 && right.recall == 1 && right.f1 == 1)
    }
}

@Suite struct EvalMetricScoreTests {
    func score(
        _ metric: EvalMetric, _ response: String, _ change: (inout EvalExample) -> Void = { _ in }
    ) -> Double {
        var example = EvalExample(
            id: "1", category: "c", metric: metric, length: 8, messages: [.user("?")],
            answers: ["blue lamp", "red door"])
        change(&example)
        return EvalMetric.score(response, example)
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
