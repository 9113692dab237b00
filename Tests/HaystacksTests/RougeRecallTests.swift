import Foundation
import Haystacks
import Numbers
import TestSupport
import Testing

@Suite struct RougeRecallTests {
    struct Row: Decodable {
        let answer: String
        let response: String
        let recall: Double
    }

    @Test("equal to rouge_score on every pair of the fixture")
    func fixture() throws {
        let rows = try JSONDecoder().decode(
            [Row].self, from: try Fixture.data("haystacks/rouge.json"))
        #expect(rows.count == 90)
        for row in rows {
            let recall = RougeRecall.score(answer: row.answer, response: row.response)
            #expect(recall == row.recall, "\(row.answer) / \(row.response)")
        }
    }

    @Test("the worked example: two of three stemmed words")
    func example() {
        #expect(RougeWords.split("three green apples") == ["three", "green", "appl"])
        #expect(
            RougeRecall.score(answer: "three green apples", response: "Apples, green ones.")
                == 2.0 / 3)
    }
}
