import Artifacts
import Foundation
import Storage
import Testing

@testable import PlainSuite

@Suite struct ControlsTests {
    @Test("results of sums are right and are none of the given numbers")
    func sums() throws {
        var kinds: Set<String> = []
        for example in try PlainSuite.made([.arithmetic], examples: 200) {
            let numbers = example.asked.split { !$0.isNumber }.compactMap { Int($0) }
            let result = try #require(Int(example.answers[0]))
            #expect(numbers.count == 2 && !numbers.contains(result))
            let (a, b) = (numbers[0], numbers[1])
            let text = example.asked
            let isDifference = [" - ", "minus", "gave"].contains { text.contains($0) }
            let isProduct = [" * ", "times", "each"].contains { text.contains($0) }
            kinds.insert(isDifference ? "difference" : isProduct ? "product" : "sum")
            #expect(result == (isDifference ? a - b : isProduct ? a * b : a + b), "\(text)")
        }
        #expect(kinds.count == 3)
    }

    @Test(
        "closed-book questions: four choices, one right, none twice, the first place not favoured")
    func facts() throws {
        let all = CommonFact.all
        #expect(all.count == 80)
        #expect(Set(all.map(\.question)).count == all.count)
        let examples = try PlainSuite.made([.facts], examples: 500)
        #expect(examples.count == all.count)
        #expect(Set(examples.map(\.asked)).count == all.count)
        var first = 0
        for example in examples {
            let choices = try #require(example.choices)
            #expect(Set(choices).count == 4 && choices.allSatisfy { $0.hasPrefix(" ") })
            #expect(example.answers.count == 1 && choices.contains(example.answers[0]))
            #expect(example.extra?["chance"] == "0.25")
            first += choices[0] == example.answers[0] ? 1 : 0
        }
        // 20 of 80 expected, standard deviation 3.9.
        #expect(8...32 ~= first)
        let chat = try PlainSuite.made([.facts], form: .chat, examples: 3)
        #expect(chat.allSatisfy { $0.choices?.allSatisfy { !$0.hasPrefix(" ") } ?? false })
        #expect(chat.allSatisfy { $0.problem == nil })
    }

    @Test("instructions have IFEval's names and one object of arguments each")
    func instructions() throws {
        var seen: Set<String> = []
        for (index, example) in try PlainSuite.made([.instructions], examples: 40).enumerated() {
            let ids = try #require(example.instructions)
            #expect(ids.count == 1 + index % 2 && Set(ids).count == ids.count)
            #expect(example.instructionArguments?.count == ids.count)
            seen.formUnion(ids)
            for (id, arguments) in zip(ids, example.instructionArguments ?? []) {
                guard case .object(let members) = arguments else {
                    Issue.record("no object")
                    continue
                }
                for member in members {
                    // What is checked is said.
                    switch member.value {
                    case .int(let number): #expect(example.shown.contains("\(number)"))
                    case .array(let words):
                        #expect(words.allSatisfy { example.shown.contains($0.string ?? "?") })
                    case .string("less than"): #expect(example.shown.contains("an"))
                    default: #expect(example.shown.contains(member.value.string ?? "?"), "\(id)")
                    }
                }
            }
        }
        #expect(seen == Set(InstructionCheck.all.map(\.id)))
    }

    @Test("texts of the likelihood are prose without questions")
    func fluency() throws {
        let examples = try PlainSuite.made([.fluency], examples: 5)
        #expect(examples.allSatisfy { $0.problem == nil && $0.metric == .likelihood })
        for example in examples {
            #expect(100...400 ~= (example.prompt ?? "").split(separator: " ").count)
        }
    }
}
