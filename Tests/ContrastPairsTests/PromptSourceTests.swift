import ContrastPairs
import Foundation
import Storage
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
        ]).read().prompts
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
            .prompts
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
        #expect(
            try source(lines, range: range, limit: limit).read().prompts.map(\.text) == expected)
    }

    @Test func theLimitCountsPromptsThatAreAsked() throws {
        let lines = ["a", "a", " ", "b", "c"].map { #"{"prompt":"\#($0)"}"# }
        let prompts = try source(lines, limit: 2).read().prompts
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
    func badRowsAreRefusedByThemselves(row: String, sentence: String) throws {
        let source = try source([#"{"prompt":"fine"}"#, row, #"{"prompt":"too"}"#])
        let rows = try source.read()
        #expect(rows.prompts.map(\.dropped) == [nil, .refused, nil])
        #expect(rows.prompts.map(\.index) == [0, 1, 2])
        let refused = try #require(rows.problems.refused.first.first)
        #expect(rows.problems.refused.count == 1 && refused.line == 2)
        #expect(refused.reason.contains(sentence), "\(refused.reason)")
        let error = try #require(throws: DataError.self) { try source.read(isStrict: true) }
        #expect(error.description.contains("chats.jsonl:2: "))
        #expect(error.description.contains(sentence))
    }

    @Test func aFileWithoutAGoodRowIsRefused() throws {
        let error = try #require(throws: DataError.self) {
            try source([#"{"text":"x"}"#, "", "no"]).read()
        }
        #expect(error.description.contains("chats.jsonl:1: a row needs messages"))
        #expect(error.description.contains("(and 1 more row is refused)"))
    }

    /// Turns after the question, and before it, are not asked, whatever they are.
    @Test(arguments: [
        #"{"role":"assistant","content":null,"tool_calls":[]}"#, #"{"role":"assistant"}"#,
        #"{"role":"assistant","content":[{"type":"image_url"}]}"#, #"{"content":7}"#, "null", "[]",
        #"{"role":"assistant","content":NaN}"#,
    ])
    func turnsThatAreNotAskedAreNotRead(turn: String) throws {
        let user = #"{"role":"user","content":"What does Mira sell?"}"#
        let rows = try source([
            #"{"messages":[\#(user),\#(turn)]}"#, #"{"conversation":[\#(turn),\#(user)]}"#,
        ]).read()
        #expect(rows.prompts.map(\.dropped) == [nil, .duplicate] && rows.problems.isEmpty)
        #expect(rows.prompts[0].message == .user("What does Mira sell?"))
    }

    @Test(arguments: [
        (#"{"role":"user"}"#, "messages[1].content is missing"),
        (#"{"role":"user","content":null}"#, "messages[1].content is null"),
        (#"{"role":"user","content":7}"#, "messages[1].content should be text or a list of parts"),
        (
            #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"}]}"#,
            "messages[1].content[1] is of type image_url"
        ),
        (#"{"role":"user","content":[7]}"#, "messages[1].content[0] should be an object"),
    ])
    func theQuestionNeedsText(turn: String, sentence: String) throws {
        let rows = try source([
            #"{"messages":[{"role":"system","content":null},\#(turn)]}"#, #"{"prompt":"b"}"#,
        ]).read()
        #expect(rows.problems.refused.first.first?.reason.contains(sentence) == true)
    }

    /// Python writes NaN, and half an emoji where a text was cut.
    @Test func whatPythonWritesIsRead() throws {
        let rows = try source([
            #"{"prompt":"a","score":NaN,"low":-Infinity}"#, #"{"prompt":"b \ud83d","x":1}"#,
            #"{"prompt":"c \ud83d\ude00"}"#,
        ]).read()
        #expect(rows.prompts.map(\.text) == ["a", "b \u{FFFD}", "c \u{1F600}"])
        #expect(rows.problems.refused.count == 0 && rows.problems.mended.count == 1)
        #expect(rows.problems.mended.first[0].line == 2)
        #expect(
            rows.problems.mended.first[0].reason
                == "prompt holds half a surrogate pair, read as U+FFFD.")
    }

    /// Two texts, although Swift's strings are equal.
    @Test func promptsAreComparedByCodePoints() throws {
        let rows = try source([
            #"{"prompt":"Qui est caf\u00e9?"}"#, #"{"prompt":"Qui est cafe\u0301?"}"#,
            #"{"prompt":"Qui est caf\u00e9?"}"#,
        ]).read()
        #expect(rows.prompts.map(\.dropped) == [nil, nil, .duplicate])
    }

    /// What the template is given beside the question makes another prompt of it.
    @Test func inputsOfTheRowAreKept() throws {
        let tools = #""tools":[{"type":"function","function":{"name":"f","at":1.0,"about":"x"}}]"#
        let rows = try source([
            #"{"prompt":"q"}"#, #"{"prompt":"q",\#(tools)}"#, #"{"prompt":"q",\#(tools)}"#,
            #"{"prompt":"q","tools":null,"documents":[],"chat_template_kwargs":{}}"#,
            #"{"prompt":"q","chat_template_kwargs":{"enable_thinking":false}}"#,
            #"{"prompt":"q","tools":{"a":1}}"#,
            #"{"prompt":"q","chat_template_kwargs":{"tokenize":true}}"#,
        ]).read()
        #expect(
            rows.prompts.map(\.dropped)
                == [nil, nil, .duplicate, .duplicate, nil, .refused, .refused])
        #expect(
            rows.prompts[1].inputs.tools?.text
                == #"[{"type":"function","function":{"name":"f","at":1.0,"about":"x"}}]"#)
        #expect(rows.prompts[4].inputs.arguments.map(\.key) == ["enable_thinking"])
        #expect(
            rows.problems.refused.first.map(\.reason) == [
                "tools should be a list.",
                "chat_template_kwargs.tokenize is not a variable that a row can give.",
            ])
    }

    @Test func aPromptThatCannotBeAskedIsRefused() throws {
        let rows = try source(["a", "b", "b"].map { #"{"prompt":"\#($0)"}"# }).read { prompt in
            if prompt.text == "b" { throw DataError("the template says no.") }
        }
        // The second is no duplicate: the first of the two is not asked either.
        #expect(rows.prompts.map(\.dropped) == [nil, .refused, .refused])
        #expect(rows.problems.refused.first.map(\.line) == [2, 3])
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
