import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct PromptRowTests {
    func written(_ row: PromptRow) throws -> String {
        String(decoding: try JSONLines.line(row), as: UTF8.self)
    }

    @Test func aTextIsWrittenAsATextWithSortedKeys() throws {
        #expect(
            try written(PromptRow(conversationID: "c-1", question: .user("Where is it?")))
                == #"{"conversation_id":"c-1","prompt":"Where is it?"}"# + "\n")
    }

    /// Flags, further keys of the turn and what the chat template is given come back.
    @Test func whatIsWrittenIsReadAgain() throws {
        let turn = try JSONDecoder().decode(
            ChatMessage.self, from: Data(#"{"role":"user","content":"q","name":"n"}"#.utf8))
        var row = PromptRow(
            conversationID: nil, question: turn,
            inputs: TemplateInputs(tools: .array([.object([])])))
        row.isRedacted = true
        row.isDuplicate = true
        let again = try JSONDecoder().decode(PromptRow.self, from: Data(written(row).utf8))
        #expect(again == row)
        var empty = row
        empty.question = nil
        let none = try JSONDecoder().decode(PromptRow.self, from: Data(written(empty).utf8))
        #expect(none == empty)
    }
}
