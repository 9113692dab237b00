import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct PreferencePairTests {
    /// In TRL's conversational format, as `Fixtures/preference/make_preference.py` has them.
    static let pairs = Fixture.url("preference/pairs.jsonl")

    func problem(_ row: String) throws -> String {
        let folder = try TemporaryFolder()
        let url = folder.file("pairs.jsonl")
        let good =
            #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#
        try Data("\(good)\n\(row)\n".utf8).write(to: url)
        do { _ = try PreferencePair.read(url) } catch let error as DataError {
            return error.description
        }
        Issue.record("nothing was thrown for \(row)")
        return ""
    }

    @Test func cutsWhereTheConversationsPart() throws {
        let pairs = try PreferencePair.read(Self.pairs).map { $0.split() }
        #expect(pairs.count == 8)
        #expect(pairs[2].prompt.map(\.role) == ["system", "user"])
        #expect(pairs[5].prompt.count == 3)
        #expect(pairs[3].chosen == [.assistant("7")] && pairs[3].rejected == [.assistant("8")])
    }

    @Test func badRowsNameLineAndField() throws {
        let user = #"{"role":"user","content":"q"}"#
        #expect(try problem(#"{"chosen":[\#(user)]}"#).contains("pairs.jsonl:2: rejected"))
        #expect(
            try problem(#"{"chosen":[],"rejected":[\#(user)]}"#).contains("chosen is empty"))
        #expect(
            try problem(
                #"{"prompt":[\#(user)],"chosen":[{"role":"poet","content":""}],"rejected":[\#(user)]}"#
            ).contains("the answer in chosen has the role “poet”"))
        #expect(try problem("not json").contains(":2: "))
        let sides =
            #""chosen":[\#(user),{"role":"assistant","content":"a"}],"rejected":[\#(user),{"role":"assistant","content":"b"}]"#
        #expect(
            try problem("{\(sides),\"rejected_weights\":[1,-2]}")
                .contains("rejected_weights has -2.0 but each should be 0 or more"))
        #expect(
            try problem("{\(sides),\"chosen_weights\":[0,0]}")
                .contains("chosen_weights has no weight above 0"))
    }

    /// Rows of other people's files between good ones.
    @Test func badRowsAreRefusedByThemselves() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("pairs.jsonl")
        let user = #"{"role":"user","content":"q"}"#
        func pair(_ chosen: String, _ more: String = "") -> String {
            #"{"prompt":[\#(user)],"chosen":[\#(chosen)],"rejected":[{"role":"assistant","content":"b"}]\#(more)}"#
        }
        let said = #"{"role":"assistant","content":"a"}"#
        try Data(
            [
                pair(said, #","score":NaN,"margin":-Infinity"#),
                pair(said, #","chosen_weights":[NaN]"#),
                pair(#"{"role":"assistant","content":null}"#),
                pair(
                    #"{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f"}}]}"#
                ),
                pair(#"{"role":"assistant"}"#), pair(#"{"role":"assistant","content":"\ud83d"}"#),
                pair(#"{"role":"assistant","content":3}"#), "7",
                pair(said, #","tools":"[{\"a\":1}]""#), pair(said, #","tools":[1]"#),
            ].joined(separator: "\n").utf8
        ).write(to: url)
        let rows = try PreferencePair.rows(of: url)
        #expect(rows.rows.map(\.line) == [1, 4, 6, 9])
        #expect(rows.problems.refused.count == 6)
        #expect(
            rows.problems.refused.first.map(\.reason) == [
                "chosen_weights has nan but each should be 0 or more.",
                "the answer in chosen has neither a content nor anything else to be said.",
                "the answer in chosen has neither a content nor anything else to be said.",
                "chosen[0].content should be text or a list of parts.",
                "the value should be an object.",
            ])
        #expect(
            rows.problems.mended.first.map(\.reason)
                == ["chosen[0].content holds half a surrogate pair, read as U+FFFD."])
        #expect(rows.rows[3].pair.inputs.tools?.text == #"[{"a":1}]"#)
        #expect(throws: DataError.self) { try PreferencePair.rows(of: url, isStrict: true) }
    }

    /// As ultrafeedback_binarized has it: a prompt as text beside whole conversations.
    @Test func aPromptAsTextStandsInBothSides() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("pairs.jsonl")
        let line = try String(contentsOf: Self.pairs, encoding: .utf8).split(separator: "\n")[5]
        try Data(
            (#"{"prompt":"Who is Tomas?","prompt_id":"7","#.utf8) + Data(line.utf8).dropFirst()
        )
        .write(to: url)
        #expect(try PreferencePair.read(url) == [PreferencePair.read(Self.pairs)[5]])
    }

    /// Swift's strings are equal where the user's turns differ.
    @Test func messagesAreComparedByCodePoints() {
        func side(_ question: String, _ answer: String) -> [ChatMessage] {
            [.user("Hi"), .assistant(question), .user("So?"), .assistant(answer)]
        }
        let pair = PreferencePair(
            chosen: side("caf\u{E9}", "a"), rejected: side("cafe\u{301}", "b")
        ).split()
        #expect(pair.prompt == [.user("Hi")] && pair.chosen.count == 3)
    }

    @Test func aMissingFileIsAUsageError() {
        #expect(throws: UsageError.self) {
            try PreferencePair.read(URL(fileURLWithPath: "/nowhere/pairs.jsonl"))
        }
    }

    /// What is written is read again, in either shape, with keys in the order of the row.
    @Test(arguments: [
        #"{"chosen":[{"content":"q","role":"user"},{"content":"a","role":"assistant"}],"conversation_id":"7","rejected":[{"content":"q","role":"user"},{"content":"b","role":"assistant"}]}"#,
        #"{"chosen":[{"content":"a","role":"assistant"}],"chosen_weights":[0.5,1],"prompt":[{"content":"q","role":"user"}],"rejected":[{"content":"b","role":"assistant"}],"rejected_weights":[0,2]}"#,
        #"{"tools":[{"z":1,"a":2}],"conversation_id":"7","prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"a","name":"n"}],"rejected":[{"role":"assistant","content":"b"}],"chosen_weights":[0.5,1.5]}"#,
    ])
    func linesAreReadAndWritten(line: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("pairs.jsonl")
        try Data(line.utf8).write(to: file)
        let pairs = try PreferencePair.read(file)
        #expect(pairs.count == 1)
        #expect(String(decoding: try JSONLines.line(pairs[0]), as: UTF8.self) == "\(line)\n")
    }
}
