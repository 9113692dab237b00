import Artifacts
import Foundation
import Testing

@testable import PlainSuite

@Suite struct DocumentsTests {
    struct Numbered {
        let number: String
        let title: String
        let text: String
    }

    static func documents(_ example: EvaluationExample) -> [Numbered] {
        example.shown.matches(of: /Document \[(\d+)\] \(Title: ([^)]*)\): ([^\n]*)/).map {
            Numbered(number: String($0.1), title: String($0.2), text: String($0.3))
        }
    }

    /// All attributes and names that a question may ask for.
    static func asked(_ question: String, of kind: EntityKind) -> (
        attribute: Attribute, name: String
    )? {
        for attribute in kind.attributes {
            for pattern in attribute.asks {
                let parts = pattern.components(separatedBy: "{n}")
                if parts.count == 2, question.hasPrefix(parts[0]), question.hasSuffix(parts[1]) {
                    return (
                        attribute,
                        String(question.dropFirst(parts[0].count).dropLast(parts[1].count))
                    )
                }
            }
        }
        return nil
    }

    /// Whether a text tells an attribute of a name, whatever the value: each piece of one of the patterns
    /// in its order.
    static func tells(_ text: String, _ attribute: Attribute, of name: String) -> Bool {
        let sentences = text.components(separatedBy: ". ")
        return attribute.tells.contains { pattern in
            let filled = Phrase.fill(pattern, ["n": name]).trimmingCharacters(in: ["."])
            var pieces = [filled]
            for hole in ["{v}", "{p}", "{s}"] {
                pieces = pieces.flatMap { $0.components(separatedBy: hole) }
            }
            return sentences.contains { sentence in
                var rest = Substring(sentence)
                for piece in pieces where !piece.isEmpty {
                    guard let found = rest.range(of: piece) else { return false }
                    rest = rest[found.upperBound...]
                }
                return true
            }
        }
    }

    @Test("one document holds the answer, once, and no other tells the asked thing of that name")
    func unambiguous() throws {
        for seed in [UInt64(1), 2, 3] {
            for example in try PlainSuite.made([.rag], examples: 36, seed: seed) {
                let documents = Self.documents(example)
                let answer = example.answers[0]
                let kind = try #require(
                    EntityKind.allCases.first { Self.asked(example.asked, of: $0) != nil })
                let asked = try #require(Self.asked(example.asked, of: kind))
                #expect(documents.map(\.number) == (1...documents.count).map { "\($0)" })
                #expect(example.shown.count(of: answer) == 1, "\(example.id) \(answer)")
                let telling = documents.filter {
                    Self.tells($0.text, asked.attribute, of: asked.name)
                }
                #expect(telling.count == 1, "\(example.id): \(example.asked)")
                #expect(telling.first?.text.contains(answer) == true)
                #expect(telling.first?.title == asked.name)
                // The likeness of distractors: same name, and the same attribute of others.
                #expect(documents.count { $0.title == asked.name } == 2)
                let others = documents.filter { $0.title != asked.name }
                #expect(others.contains { Self.tells($0.text, asked.attribute, of: $0.title) })
            }
        }
    }

    @Test("persons have a namesake with another answer")
    func lookAlikes() throws {
        let examples = try PlainSuite.made([.rag], examples: 6)
        for example in examples {
            let name = try #require(Self.asked(example.asked, of: .person)).name
            let surname = try #require(name.split(separator: " ").last)
            #expect(
                Self.documents(example).contains { $0.title != name && $0.title.hasSuffix(surname) }
            )
        }
    }

    @Test("each answer to be cited stands in the document of its number and nowhere else")
    func citations() throws {
        for seed in [UInt64(1), 2] {
            for example in try PlainSuite.made([.cite], examples: 24, seed: seed) {
                let documents = Self.documents(example)
                let due = try #require(example.citations)
                #expect(due.count == 2 && Set(due).count == 2 && example.answers.count == 2)
                for (answer, number) in zip(example.answers, due) {
                    let holding = documents.filter { $0.text.contains(answer) }
                    #expect(holding.map(\.number) == [number], "\(example.id)")
                    #expect(example.shown.count(of: answer) == 1)
                }
                let chance = try #require(example.extra?["chance"].flatMap(Double.init))
                #expect(abs(chance - 2 / Double(documents.count)) < 1e-4)
                // Demonstrations cite rightly too.
                for match in example.shown.matches(of: /(?:Answer: |; )([^\[\n;]+) \[(\d+)\]/) {
                    let cited = documents.first { $0.number == match.2 }
                    #expect(cited?.text.contains(match.1) == true)
                }
            }
        }
    }
}
