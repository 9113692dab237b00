import Artifacts
import Foundation
import LongContextEval
import Storage
import Testing

@testable import PlainSuite

/// Two instructions of one prompt can be followed together.
@Suite struct InstructionPairsTests {
    /// Pairs that no answer follows, whatever their arguments: those of IFEval's own list of conflicts among the eight
    /// kinds, and a quoted answer that is nothing but a list.
    static let kinds: [(String, String)] = [
        ("startend:quotation", "detectable_format:title"),
        ("startend:quotation", "detectable_format:number_bullet_lists"),
        ("startend:quotation", "startend:end_checker"),
        ("keywords:existence", "keywords:forbidden_words"),
    ]

    /// Pairs that no answer follows with these arguments.
    static let values: [(forbidden: String, ending: String)] = [
        ("it", "Now it is your turn."), ("and", "And so the day ends."),
        ("the", "And so the day ends."),
    ]

    static func strings(_ value: JSONValue, _ name: String) -> [String] {
        guard let found = value[name] else { return [] }
        return found.string.map { [$0] } ?? found.array?.compactMap(\.string) ?? []
    }

    static func pairs(seeds: Range<UInt64>) throws -> [(ids: [String], arguments: [JSONValue])] {
        try seeds.flatMap { seed in
            try PlainSuite.made([.instructions], examples: 48, seed: seed).compactMap { example in
                guard let ids = example.instructions, ids.count == 2 else { return nil }
                return (ids, example.instructionArguments ?? [])
            }
        }
    }

    @Test("no pair of many seeds is one of those that contradict each other")
    func contradictions() throws {
        let pairs = try Self.pairs(seeds: 0..<150)
        // Every second one of 48.
        #expect(pairs.count == 150 * 24)
        var seen: Set<Set<String>> = []
        for (ids, arguments) in pairs {
            seen.insert(Set(ids))
            #expect(Set(ids).count == 2)
            for (one, other) in Self.kinds { #expect(Set(ids) != [one, other]) }
            let forbidden = arguments.flatMap { Self.strings($0, "forbidden_words") }
            let endings = arguments.flatMap { Self.strings($0, "end_phrase") }
            for (word, ending) in Self.values {
                #expect(
                    !(forbidden.contains(word) && endings.contains(ending)), "\(word): \(ending)")
            }
        }
        // Those that go together are still drawn, also the two that sometimes do not.
        #expect(seen.contains(["keywords:forbidden_words", "startend:end_checker"]))
        // Every second check of the list is the first of a pair, with each other one that goes with it.
        let firsts = [
            "length_constraints:number_words", "punctuation:no_comma", "keywords:forbidden_words",
            "startend:quotation",
        ]
        let all = InstructionCheck.all.map(\.id)
        var expected: Set<Set<String>> = []
        for first in firsts {
            for other in all where other != first {
                let isApart = Self.kinds.contains { Set([first, other]) == [$0.0, $0.1] }
                if !isApart { expected.insert([first, other]) }
            }
        }
        #expect(seen == expected)
    }

    @Test("what is drawn twice is the same, and examples do not depend on their number")
    func deterministic() throws {
        let first = try PlainSuite.made([.instructions], examples: 24, seed: 5)
        #expect(try PlainSuite.made([.instructions], examples: 24, seed: 5) == first)
        #expect(
            try Array(PlainSuite.made([.instructions], examples: 40, seed: 5).prefix(24)) == first)
    }

    @Test("an answer that is made for both follows both, by the checkers")
    func followed() throws {
        for (ids, arguments) in try Self.pairs(seeds: 0..<20) {
            let answer = Self.answer(zip(ids, arguments).map { ($0, $1) })
            for (id, argument) in zip(ids, arguments) {
                #expect(
                    try Instruction(id, argument).isFollowed(by: answer),
                    "\(ids): \(id) by \(answer)")
            }
        }
    }

    /// The shortest answer that does what each of them says.
    static func answer(_ instructions: [(id: String, arguments: JSONValue)]) -> String {
        var lines = ["Stars shine at night."]
        for (id, arguments) in instructions where id == "detectable_format:number_bullet_lists" {
            lines = (0..<(arguments["num_bullets"]?.int ?? 0)).map { _ in "* Stars shine." }
        }
        for (id, arguments) in instructions {
            switch id {
            case "keywords:existence":
                lines[0] += " " + strings(arguments, "keywords").joined(separator: " ")
            case "detectable_format:title": lines.insert("<<Stars>>", at: 0)
            default: break
            }
        }
        for (_, arguments) in instructions { lines += strings(arguments, "end_phrase") }
        let text = lines.joined(separator: "\n")
        return instructions.contains { $0.id == "startend:quotation" } ? "\"\(text)\"" : text
    }
}
