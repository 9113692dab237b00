import Foundation
import TestSupport
import Testing

@testable import LongContextEval

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
