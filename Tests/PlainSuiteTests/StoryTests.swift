import Artifacts
import Foundation
import Testing

@testable import PlainSuite

@Suite struct StoryTests {
    static func act(_ question: String) -> (tells: String, names: [String])? {
        for act in StoryStock.acts {
            let pattern =
                "^"
                + NSRegularExpression.escapedPattern(for: act.asks)
                .replacingOccurrences(of: "\\{a\\}", with: "(\\w+ \\w+)")
                .replacingOccurrences(of: "\\{b\\}", with: "(\\w+ \\w+)") + "$"
            guard let expression = try? NSRegularExpression(pattern: pattern),
                let match = expression.firstMatch(
                    in: question, range: NSRange(question.startIndex..., in: question))
            else { continue }
            let names = (1..<match.numberOfRanges).compactMap {
                Range(match.range(at: $0), in: question).map { String(question[$0]) }
            }
            // The first hole of "What did {a} promise to {b}" is the actor in all questions.
            return (act.tells, names)
        }
        return nil
    }

    @Test("one sentence of the story answers the question, and the answer stands nowhere else")
    func unambiguous() throws {
        for seed in [UInt64(1), 2] {
            for example in try PlainSuite.made(
                [.longqa], lengths: [1024, 4096], examples: 18, seed: seed)
            {
                let asked = try #require(Self.act(example.asked), "\(example.asked)")
                #expect(example.shown.count(of: example.answers[0]) == 1, "\(example.answers)")
                // The words between actor and value, said of the actor under either name.
                let names = [asked.names[0], String(asked.names[0].split(separator: " ")[0])]
                let pieces = asked.tells.trimmingCharacters(in: ["."])
                    .components(separatedBy: "{v}")[0].components(separatedBy: "{b}")
                let story = example.shown.components(separatedBy: "\n\nQuestion: ")[0]
                let told = story.components(separatedBy: ". ").filter { sentence in
                    names.contains { name in
                        pieces.allSatisfy {
                            sentence.contains($0.replacingOccurrences(of: "{a}", with: name))
                        }
                    }
                }
                #expect(told.count == 1, "\(example.id) \(example.asked) \(told)")
                #expect(told.first?.contains(example.answers[0]) == true)
            }
        }
    }

    @Test("the findings of a report stand once each, in the reference and in the text")
    func reports() throws {
        let facts = try PlainSuite.made([.summaryFacts], lengths: [2048])
        let summaries = try PlainSuite.made([.summary], lengths: [2048])
        for (fact, summary) in zip(facts, summaries) {
            #expect(fact.shown == summary.shown)
            let block = try #require(
                fact.shown.components(separatedBy: "\n\n").last { $0.contains("inding 5: ") })
            #expect(fact.answers.count == 5 && summary.answers.count == 1)
            for (number, key) in fact.answers.enumerated() {
                #expect(fact.shown.count(of: key) == 1, "\(key)")
                #expect(summary.answers[0].count(of: key) == 1)
                let finding = block.components(separatedBy: "inding \(number + 1): ")[1]
                #expect(finding.components(separatedBy: ". ")[0].contains(key))
            }
            for sentence in summary.answers[0].components(separatedBy: ". ") {
                #expect(block.contains(sentence.trimmingCharacters(in: ["."])))
            }
        }
    }
}
