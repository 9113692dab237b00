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
        // Case as Python's re.IGNORECASE has it: the long s is an s. White space as its strip.
        #expect(parse("so AN\u{17F}WER:\u{1f} it \u{85}") == "it")
        #expect(parse("answer:\u{200B}it") == "\u{200B}it")
    }
}
