import Artifacts
import Testing

@testable import LongContextEval

@Suite struct WholeWordsTests {
    @Test(
        "words and numbers of a text",
        arguments: [
            ("The answer is 42.", ["the", "answer", "is", "42"]),
            ("12,345,678.5 or 1,005, yes", ["12345678.5", "or", "1005", "yes"]),
            ("1,2,3 and 1,200,30", ["1", "2", "3", "and", "1", "200", "30"]),
            ("1234,567", ["1234", "567"]),
            (
                "-5 \u{2212}5 2020-21 a-5 x -1,000",
                ["-5", "-5", "2020", "21", "a", "5", "x", "-1000"]
            ),
            ("v1.2.3 .5 5. $5%", ["v1.2.3", "5", "5", "5"]),
            ("Don't caf\u{E9} cafe\u{301}", ["don", "t", "caf\u{E9}", "cafe\u{301}"]),
            ("", []), ("-- , . -", []),
        ])
    func split(text: String, words: [String]) {
        #expect(WholeWords.split(text).map { Array($0.text.utf8) } == words.map { Array($0.utf8) })
    }

    @Test("an answer occurs as whole words, not within one and not within a number")
    func occurs() {
        func score(_ response: String, _ answers: String...) -> Double {
            EvaluationMetric.score(
                response,
                EvaluationExample(
                    id: "a", category: "c", metric: .wholeWordMatch, length: 1, answers: answers))
        }
        #expect(score("It is 5, I think.", "5") == 1)
        for number in ["15", "5.2", "1,005", "-5", "x5", "52"] {
            #expect(score("It is \(number).", "5") == 0, "\(number)")
        }
        #expect(score("It is 1,005.", "1005") == 1 && score("It is 1005.", "1,005") == 1)
        #expect(score("Under the big table", "the BIG table") == 1)
        #expect(score("Under the bigger table", "the big table") == 0)
        #expect(score("a b", "a b c") == 0)
        #expect(score("two", "one", "two") == 1)
    }
}
