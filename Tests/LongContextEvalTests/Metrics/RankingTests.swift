import Foundation
import Storage
import Testing

@testable import LongContextEval

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
        // Digits of any script and all of Python's white space, as its regular expressions take them.
        #expect(Ranking.parse("٣\u{1f}>\u{3000}١") == ["٣", "١"])
        // A repeated id keeps its first place, and the ones before count it.
        let weighted = Ranking.weighted("3 > 1 > 3 > 2")
        #expect(weighted.map(\.id) == ["3", "1", "2"] && weighted.map(\.weight) == [4, 3, 1])
    }

    @Test("NDCG by hand")
    func gain() {
        let relevance: [ExactText: Int] = ["a": 2, "b": 1, "c": 0]
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

    @Test("ids are texts by their code points")
    func codePoints() {
        let gain = Ranking.gain(
            ["cafe\u{301}"], relevance: ["caf\u{E9}": 2, "cafe\u{301}": 1])
        #expect(abs(gain - 1 / (2 + 1 / log2(3.0))) < 1e-12)
        // A combining mark after the bracket or the letters does not hide them.
        #expect(Ranking.parse("[\u{301}] 4 > 2") == ["4", "2"])
        #expect(Ranking.parse("caf\u{E9}") == ["caf\u{E9}"])
    }

    @Test("the ideal order is cut at ten as well")
    func manyRelevant() {
        let relevance = Dictionary(
            uniqueKeysWithValues: (0..<15).map { (ExactText("\($0)"), 1) })
        #expect(Ranking.gain((0..<15).map(String.init), relevance: relevance) == 1)
    }
}
