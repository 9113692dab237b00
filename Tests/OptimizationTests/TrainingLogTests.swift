import Foundation
import Optimization
import TestSupport
import Testing

@Suite struct TrainingLogTests {
    struct Row: Codable, Sendable, Equatable { var step: Int }

    @Test func goesBackToTheCheckpoint() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("training.jsonl")
        let first = try TrainingLog<Row>(url) { _ in true }
        for step in 1...5 { try first.append(Row(step: step)) }
        let second = try TrainingLog<Row>(url) { $0.step <= 3 }
        try second.append(Row(step: 4))
        #expect(second.rows == [1, 2, 3, 4].map { Row(step: $0) })
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text == "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n{\"step\":4}\n")
    }
}
