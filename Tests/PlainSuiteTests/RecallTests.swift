import Artifacts
import Foundation
import Numbers
import Testing

@testable import PlainSuite

@Suite struct RecallTests {
    @Test("the JSON holds the key once with the answer, which nothing else has")
    func pairs() throws {
        for form in PromptForm.allCases {
            for example in try PlainSuite.made([.jsonPairs], form: form) {
                let text = example.shown
                let start = try #require(text.firstIndex(of: "{"))
                let end = try #require(text.firstIndex(of: "}"))
                let object = try #require(
                    JSONSerialization.jsonObject(with: Data(text[start...end].utf8))
                        as? [String: String])
                let lines = text[start...end].split(separator: "\n")
                #expect(object.count == lines.count && Set(object.values).count == object.count)
                let answer = try #require(example.answers.first)
                let key = try #require(object.first { $0.value == answer }?.key)
                // In the object, and as the question.
                #expect(text.count(of: key) == 2 && text.count(of: answer) == 1)
                #expect(example.asked.contains(key))
                for id in Array(object.keys) + Array(object.values) {
                    #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
                    // Version 4, variant 1 of RFC 9562.
                    #expect(Array(id)[14] == "4" && "89ab".contains(Array(id)[19]))
                }
            }
        }
    }

    @Test("needles: the asked key has just the answers, and each stands once in the text")
    func needles() throws {
        let pattern = /One of the special magic (numbers|words) for ([a-z-]+) is: ([a-z0-9-]+)\./
        for task in [PlainTask.needleKeys, .needleValues] {
            for (index, example) in try PlainSuite.made([task]).enumerated() {
                var values: [String: [String]] = [:]
                for match in example.shown.matches(of: pattern) {
                    values[String(match.2), default: []].append(String(match.3))
                    #expect((match.1 == "numbers") == (index % 2 == 0))
                }
                let asked = values.keys.filter { example.asked.contains(" for \($0) mentioned") }
                #expect(asked.count == 1)
                #expect(Set(values[asked[0]] ?? []) == Set(example.answers))
                #expect(example.answers.count == (task == .needleKeys ? 1 : 4))
                let all = values.values.flatMap { $0 }
                #expect(Set(all).count == all.count && values.count > 3)
                #expect(values.values.count { $0.count != example.answers.count } <= 1)
                for answer in example.answers {
                    #expect(example.shown.count(of: answer) == 1)
                    if index % 2 == 0 { #expect(answer.count == 7 && Int(answer) != nil) }
                }
            }
        }
    }

    /// 2000 needles of other keys, two of demonstrations, one more and the asked one; fewer keys and pairs of words.
    @Test("more needles than there are keys: each still has a key and a value of its own")
    func moreNeedlesThanKeys() throws {
        var maker = QuestionMaker(
            WorldMaker(seed: 3, stream: SeededGenerator(seed: 5)), index: 1, seed: 3)
        let question = maker.question(.needleKeys, units: 6000)
        let found = question.context.matches(of: /words for ([a-z0-9-]+) is: ([a-z0-9-]+)\./)
        #expect(found.count == 2004 && NeedleWords.count < 2004)
        #expect(Set(found.map { String($0.1) }).count == 2004)
        #expect(Set(found.map { String($0.2) }).count == 2004)
        let answer = try #require(question.answers.first)
        let asked = found.filter { String($0.2) == answer }
        #expect(asked.count == 1 && question.query.contains("for \(asked[0].1) mentioned"))
    }

    @Test("demonstrations of needles give the values in the order of the text")
    func demonstrations() throws {
        let example = try PlainSuite.made([.needleValues], examples: 1)[0]
        let blocks = example.shown.components(separatedBy: "\n\n")
        for block in blocks.dropLast().suffix(2) {
            let answer = block.components(separatedBy: "Answer: ")[1]
            let places = answer.components(separatedBy: ", ").compactMap {
                blocks[1].range(of: $0)?.lowerBound
            }
            #expect(places.count == 4 && places == places.sorted())
        }
    }

    @Test("the six depths take turns, and the answer stands there")
    func depths() throws {
        for example in try PlainSuite.made([.needleKeys], lengths: [4096], examples: 6) {
            let context = example.shown.components(separatedBy: "\n\n")[1]
            let place = try #require(context.range(of: example.answers[0])).lowerBound
            let share =
                Double(context.distance(from: context.startIndex, to: place))
                / Double(context.count)
            let depth = try #require(example.extra?["depth"].flatMap(Double.init)) / 100
            // Within the length of a few sentences.
            #expect(abs(share - depth) < 0.05, "\(share) \(depth)")
        }
    }
}
