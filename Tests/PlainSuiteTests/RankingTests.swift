import Artifacts
import Foundation
import Storage
import Testing

@testable import PlainSuite

@Suite struct RankingTests {
    @Test("gains follow what the passages tell")
    func gains() throws {
        for example in try PlainSuite.made([.rerank], examples: 24) {
            // The last pool: those before it are demonstrations.
            let block = try #require(
                example.shown.components(separatedBy: "\n\n").last { $0.hasPrefix("[ID: ") })
            var passages: [String: String] = [:]
            for match in block.matches(of: /\[ID: (\d+)\] ([^\n]*)/) {
                passages[String(match.1)] = String(match.2)
            }
            let relevance = try #require(example.relevance)
            #expect(Set(relevance.keys.map(\.text)) == Set(passages.keys))
            let kind = try #require(
                EntityKind.allCases.first { DocumentsTests.asked(example.asked, of: $0) != nil })
            let asked = try #require(DocumentsTests.asked(example.asked, of: kind))
            for (id, text) in passages {
                let hasName = text.contains(asked.name)
                let tells = DocumentsTests.tells(text, asked.attribute, of: asked.name)
                switch relevance[ExactText(id)] {
                case 3: #expect(hasName && tells)
                case 2: #expect(hasName && !tells)
                default: #expect(!hasName)
                }
            }
            #expect(relevance.values.count { $0 == 3 } == 1)
            #expect(relevance.values.count { $0 == 2 } == 2)
            #expect(relevance.values.count { $0 == 1 } == 2)
        }
    }

    @Test("the chance of a random order is its mean over all orders")
    func chance() {
        let gains = [3, 2, 0, 1]
        func permutations(_ list: [Int]) -> [[Int]] {
            list.isEmpty
                ? [[]]
                : list.indices.flatMap { index -> [[Int]] in
                    var rest = list
                    let first = rest.remove(at: index)
                    return permutations(rest).map { [first] + $0 }
                }
        }
        func dcg(_ list: [Int]) -> Double {
            list.enumerated().reduce(0) { $0 + Double($1.element) / log2(Double($1.offset + 2)) }
        }
        let all = permutations(gains).map { dcg($0) / dcg([3, 2, 1, 0]) }
        let mean = all.reduce(0, +) / Double(all.count)
        #expect(abs(QuestionMaker.randomGain(gains) - mean) < 1e-12)
        #expect(QuestionMaker.randomGain([0, 0]) == 0)
    }

    @Test("demonstrations are ordered by their own gains")
    func demonstrations() throws {
        let example = try PlainSuite.made([.rerank], form: .chat, examples: 1)[0]
        let rankings = example.shown.matches(of: /Ranking: (ID\d+(?: > ID\d+)*)/)
        #expect(rankings.count == 2)
        let blocks = example.shown.components(separatedBy: "\n\n")
        for (index, block) in blocks.enumerated() where block.contains("Ranking: ID") {
            let first = try #require(block.firstMatch(of: /Ranking: ID(\d+)/)).1
            let query = block.split(separator: "\n")[0].dropFirst("Query: ".count)
            let kind = try #require(
                EntityKind.allCases.first { DocumentsTests.asked(String(query), of: $0) != nil })
            let asked = try #require(DocumentsTests.asked(String(query), of: kind))
            let best = try #require(
                blocks[index - 1].split(separator: "\n").first { $0.hasPrefix("[ID: \(first)]") })
            #expect(DocumentsTests.tells(String(best), asked.attribute, of: asked.name))
        }
    }
}
