import Artifacts
import ContrastPairs
import Foundation
import TestSupport
import Testing

@Suite struct PromptSourceTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func source(_ lines: [String], range: Range<Int>? = nil, limit: Int? = nil) throws
        -> PromptSource
    {
        let file = folder.file("chats.jsonl")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        return PromptSource(file: file, range: range, limit: limit)
    }

    @Test func everyShapeGivesItsFirstUserTurn() throws {
        let prompts = try source([
            #"{"messages":[{"role":"system","content":"S"},{"role":"user","content":"one"},{"role":"assistant","content":"A"},{"role":"user","content":"later"}]}"#,
            "",
            #"{"conversation_id":"c7","conversation":[{"role":"user","content":"two"}],"redacted":false,"empty_user_instruction_ja":null}"#,
            #"{"id":12,"prompt":"three"}"#,
            #"{"prompt":[{"role":"user","content":"four"}]}"#,
        ]).read()
        #expect(
            prompts == [
                ContrastPrompt(index: 0, conversationID: nil, text: "one"),
                ContrastPrompt(index: 1, conversationID: "c7", text: "two"),
                ContrastPrompt(index: 2, conversationID: "12", text: "three"),
                ContrastPrompt(index: 3, conversationID: nil, text: "four"),
            ])
    }

    /// Rows of LMSYS-Chat-1M-Synth with its flags, gzip.
    @Test func publishedRows() throws {
        let prompts = try PromptSource(file: Fixture.url("contrast/lmsys-synth.jsonl.gz")).read()
        #expect(
            prompts.map(\.dropped) == [nil, .redacted, .emptyPrompt, .duplicate, nil, .duplicate])
        #expect(prompts[0].conversationID == "0f623736051f4a48a506fd5933563cfd")
        #expect(prompts[4].text == "Zähle drei Vögel auf. 🐦")
    }

    @Test(
        arguments: [
            (0..<2, nil, ["a", "b"]), (1..<3, nil, ["b", "c"]), (2..<99, nil, ["c", "d"]),
            (nil, 3, ["a", "b", "c"]), (1..<4, 2, ["b", "c"]),
        ] as [(Range<Int>?, Int?, [String])])
    func rangeAndLimit(range: Range<Int>?, limit: Int?, expected: [String]) throws {
        let lines = ["a", "b", "c", "d"].map { #"{"prompt":"\#($0)"}"# }
        #expect(try source(lines, range: range, limit: limit).read().map(\.text) == expected)
    }

    @Test func theLimitCountsPromptsThatAreAsked() throws {
        let lines = ["a", "a", " ", "b", "c"].map { #"{"prompt":"\#($0)"}"# }
        let prompts = try source(lines, limit: 2).read()
        #expect(prompts.map(\.dropped) == [nil, .duplicate, .emptyPrompt, nil])
    }

    @Test(arguments: [
        (#"{"prompt":3}"#, "prompt should be text"),
        (#"{"text":"x"}"#, "needs messages, conversation or prompt"),
        (#"{"messages":[{"role":"system","content":"x"}]}"#, "no user turn"),
        (#"{"messages":[{"role":"user"}]}"#, "messages[0].content is missing"),
        (#"{"prompt":"cut"#, "not valid JSON"),
        (#"{"prompt":"x","redacted":"yes"}"#, "redacted should be true or false"),
    ])
    func badRowsNameFileAndLine(row: String, sentence: String) throws {
        let error = try #require(throws: DataError.self) {
            try source([#"{"prompt":"fine"}"#, row]).read()
        }
        #expect(error.description.contains("chats.jsonl:2: "))
        #expect(error.description.contains(sentence))
    }

    @Test func nothingToAsk() throws {
        #expect(throws: UsageError.self) { try source([""]).read() }
        let error = try #require(throws: UsageError.self) {
            try source([#"{"prompt":"x"}"#], range: 5..<9).read()
        }
        #expect(error.description.contains("rows 5 to 9") && error.description.contains("1 row."))
        #expect(throws: UsageError.self) { try source([#"{"prompt":"x"}"#], limit: 0).read() }
        #expect(throws: UsageError.self) {
            try PromptSource(file: folder.file("missing.jsonl")).read()
        }
    }
}
