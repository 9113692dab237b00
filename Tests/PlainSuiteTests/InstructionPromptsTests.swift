import Artifacts
import Storage
import Testing

@testable import PlainSuite

@Suite struct InstructionPromptsTests {
    static let rows = InstructionPrompts.rows(count: 1300, seed: 1)

    @Test("1300 prompts of all kinds in turn, no two the same, nothing left unfilled")
    func variety() {
        let texts = Self.rows.compactMap { $0.question?.content }
        #expect(texts.count == 1300)
        #expect(Set(texts).count == 1300)
        #expect(Set(Self.rows.compactMap(\.conversationID)).count == 1300)
        let kinds = InstructionKind.allCases
        for (index, row) in Self.rows.enumerated() {
            let kind = kinds[index % kinds.count]
            #expect(row.conversationID == "plain-\(kind.rawValue)-\(index)")
            let text = row.question?.content ?? ""
            // Tables and logs have bars and braces of their own; holes are never in JSON's quotes.
            #expect(!text.contains("{") && !text.contains("["), "\(text)")
            #expect(!text.contains("  ") && !text.hasSuffix(" "), "\(text)")
            #expect(
                text.first?.isUppercase == true || text.hasPrefix("|") || text.hasPrefix("\"")
                    || text.first?.isNumber == true, "\(text)")
        }
    }

    @Test("half of them bring a text of 50 to 400 words, the others are short")
    func lengths() {
        let kinds = InstructionKind.allCases
        for (index, row) in Self.rows.enumerated() {
            let words = (row.question?.content ?? "").split { $0 == " " || $0 == "\n" }.count
            if kinds[index % kinds.count].hasContext {
                #expect(50...400 ~= words, "\(row.question?.content ?? "")")
            } else {
                #expect(4...70 ~= words, "\(row.question?.content ?? "")")
            }
        }
        #expect(kinds.count { $0.hasContext } * 2 == kinds.count)
    }

    @Test("a longer list begins with the shorter one, and other seeds have other texts")
    func seeds() {
        #expect(InstructionPrompts.rows(count: 40, seed: 1) == Array(Self.rows.prefix(40)))
        let kinds = InstructionKind.allCases
        let first = Set(Self.rows.compactMap { $0.question?.content })
        let others = InstructionPrompts.rows(count: 1300, seed: 2).enumerated()
        for (index, row) in others where kinds[index % kinds.count].hasContext {
            #expect(!first.contains(row.question?.content ?? ""))
        }
    }
}
