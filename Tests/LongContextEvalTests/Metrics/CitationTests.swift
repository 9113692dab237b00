import Testing

@testable import LongContextEval

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
