import Artifacts
import ContrastPairs
import Foundation
import Storage
import TestSupport
import Testing

/// Response files as the published pipeline writes them.
@Suite struct PairJoinTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func row(
        _ id: String?, _ prompt: String, _ responses: String, tokens: Int? = 3,
        redacted: Bool = false
    ) -> String {
        let count = tokens.map { "\($0)" } ?? "null"
        let name = id.map { #""conversation_id":"\#($0)","# } ?? ""
        return
            #"{\#(name)"conversation":[{"role":"user","content":"\#(prompt)"},{"role":"assistant","content":"old"}],"redacted":\#(redacted),"empty_user_instruction_ja":null,"duplicate_user_instruction_ja":null,"synthesized_assistant_responses":\#(responses),"synthesized_response_scoring_annotations":[{"response_token_length":\#(count),"repetition_flag":false}],"synthesis_model":"m"}"#
    }

    func said(_ text: String) -> String { #"[{"role":"assistant","content":"\#(text)"}]"# }

    func join(
        _ chosen: [String], _ rejected: [String], change: (inout PairJoin) -> Void = { _ in }
    ) throws -> (JoinSummary, [PreferencePair]) {
        let files = (folder.file("a.jsonl"), folder.file("b.jsonl.gz"))
        try Data(chosen.joined(separator: "\n").utf8).write(to: files.0)
        try Gzip.compress(Data(rejected.joined(separator: "\n").utf8)).write(to: files.1)
        // Most tests join several times.
        var join = PairJoin(
            chosen: files.0, rejected: files.1, out: folder.file("pairs.jsonl"), restarts: true)
        change(&join)
        let summary = try join.run()
        return (summary, try JSONLines.read(PreferencePair.self, from: join.out))
    }

    @Test func filesInAnyOrderAreJoined() throws {
        let (summary, pairs) = try join(
            [
                row("1", "one", said("A1")), row("2", "two", said("A2")),
                row("3", "three", said("A3")),
            ],
            [
                row("3", "three", said("B3")), row("1", "one", said("B1")),
                row("2", "two", said("B2")),
            ])
        #expect(
            pairs
                == zip(1..., ["one", "two", "three"]).map { number, prompt in
                    PreferencePair(
                        conversationID: "\(number)",
                        chosen: [.user(prompt), .assistant("A\(number)")],
                        rejected: [.user(prompt), .assistant("B\(number)")])
                })
        #expect(summary.rows == 3 && summary.kept == 3 && summary.dropped.isEmpty)
    }

    @Test func rowsWithoutAnIdAreJoinedByTheirPrompt() throws {
        let (_, pairs) = try join(
            [row(nil, "one", said("A1")), row(nil, "two", said("A2"))],
            [row(nil, "two", said("B2")), row(nil, "one", said("B1"))])
        #expect(pairs.map { $0.chosen[1].content } == ["A1", "A2"])
        #expect(pairs.map { $0.rejected[1].content } == ["B1", "B2"])
    }

    /// The rules of the published script: null lists, null contents, redacted rows, equal contents;
    /// the first content counts.
    @Test func publishedRules() throws {
        let cases: [(String, String, Bool, String?)] = [
            ("null", said("b"), false, "unanswered"), ("[]", said("b"), false, "unanswered"),
            (said("a"), #"[{"role":"assistant","content":null}]"#, false, "unanswered"),
            (said("a"), said("b"), true, "redacted"), (said("a"), said("a"), false, "identical"),
            (
                #"[{"role":"assistant","content":null},{"role":"assistant","content":"second"}]"#,
                said("b"), false, nil
            ),
            // Equal answers after different thoughts are equal to the script.
            (
                #"[{"role":"assistant","content":"a","reasoning_content":"hm"}]"#, said("a"), false,
                "identical"
            ),
            (" " + said("  "), said("b"), false, "empty-chosen"),
        ]
        for (chosen, rejected, redacted, reason) in cases {
            let (summary, pairs) = try join(
                [row("1", "x", chosen, redacted: redacted), row("2", "y", said("A"))],
                [row("1", "x", rejected), row("2", "y", said("B"))])
            #expect(summary.dropped == (reason.map { [$0: 1] } ?? [:]), "\(chosen)")
            #expect(pairs.count == (reason == nil ? 2 : 1))
            if reason == nil { #expect(pairs[0].chosen[1].content == "second") }
        }
    }

    @Test func thoughtsComeBeforeTheAnswer() throws {
        let (_, pairs) = try join(
            [row("1", "x", #"[{"role":"assistant","content":"a","reasoning_content":"hm"}]"#)],
            [row("1", "x", said("b"))])
        #expect(pairs[0].chosen[1].content == "<think>\nhm\n</think>\n\na")
    }

    @Test func theTokenLimitTellsWhatWasCutOff() throws {
        let (chosen, rejected) = (
            [row("1", "x", said("A1"), tokens: 2048), row("2", "y", said("A2"))],
            [row("1", "x", said("B1"), tokens: 9), row("2", "y", said("B2"), tokens: 2047)]
        )
        let open = try join(chosen, rejected) { $0.maxTokens = 2048 }.0
        #expect(open.kept == 2 && open.chosenTruncated == 1 && open.rejectedTruncated == 0)
        let strict = try join(chosen, rejected) {
            $0.maxTokens = 2048
            $0.filter.dropsTruncated = true
        }
        #expect(strict.0.dropped == ["truncated": 1] && strict.1.map(\.conversationID) == ["2"])
    }

    /// What has no count cannot be held against the limit, and is said to be so.
    @Test func answersWithoutATokenCountAreCounted() throws {
        let (chosen, rejected) = (
            [row("1", "x", said("A1"), tokens: nil), row("2", "y", said("A2"), tokens: 8)],
            [row("1", "x", said("B1"), tokens: nil), row("2", "y", said("B2"), tokens: nil)]
        )
        let strict: (inout PairJoin) -> Void = {
            $0.maxTokens = 8
            $0.filter.dropsTruncated = true
        }
        let summary = try join(chosen, rejected, change: strict).0
        #expect(summary.uncounted == 3 && summary.dropped == ["truncated": 1])
        #expect(summary.kept == 1 && summary.chosenTruncated == 1)
        // Without a limit no count is missed; with no count at all a limit says nothing.
        #expect(try join(chosen, rejected).0.uncounted == 0)
        let error = try #require(throws: UsageError.self) {
            try join([chosen[0]], [rejected[0]], change: strict)
        }
        #expect(error.description.contains("response_token_length"))
    }

    @Test func finishReasonsTellWhatWasCutOff() throws {
        func ended(_ text: String, _ reason: String) -> String {
            #"[{"role":"assistant","content":"\#(text)","finish_reason":"\#(reason)"}]"#
        }
        let strict: (inout PairJoin) -> Void = { $0.filter.dropsTruncated = true }
        let (chosen, rejected) = (
            [row("1", "x", ended("A1", "stop")), row("2", "y", ended("A2", "stop"))],
            [row("1", "x", ended("B1", "length")), row("2", "y", said("B2"))]
        )
        let (summary, pairs) = try join(chosen, rejected, change: strict)
        #expect(summary.dropped == ["truncated": 1] && summary.rejectedTruncated == 1)
        #expect(pairs.map(\.conversationID) == ["2"] && summary.uncounted == 1)
        // No answer has one, and a token count says nothing without the limit.
        let error = try #require(throws: UsageError.self) {
            try join([row("1", "x", said("A"))], [row("1", "x", said("B"))], change: strict)
        }
        #expect(error.description.contains("has a finish_reason, so nothing says"))
        #expect(error.description.contains("--max-tokens"))
    }

    /// The inputs stay, also where `out` is another name of one of them.
    @Test(arguments: ["a.jsonl", "b.jsonl.gz", "link.jsonl", "here/../a.jsonl"])
    func inputsAreNotWrittenOver(name: String) throws {
        let (one, other) = ([row("1", "x", said("A"))], [row("1", "x", said("B"))])
        let link = folder.file("link.jsonl")
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: folder.file("b.jsonl.gz"))
        let error = try #require(throws: UsageError.self) {
            try join(one, other) { $0.out = folder.file(name) }
        }
        #expect(error.description.contains("written over"))
        #expect(
            try String(contentsOf: folder.file("a.jsonl"), encoding: .utf8)
                == one.joined(separator: "\n"))
    }

    @Test func pairsOfAnotherRunAreKept() throws {
        let (one, other) = ([row("1", "x", said("A"))], [row("1", "x", said("B"))])
        func keeping(_ change: @escaping (inout PairJoin) -> Void = { _ in }) throws -> Int {
            try join(one, other) {
                $0.restarts = false
                change(&$0)
            }.0.kept
        }
        // The same join again is fine.
        #expect(try keeping() == 1 && keeping() == 1)
        let limited = try #require(throws: UsageError.self) { try keeping { $0.maxTokens = 9 } }
        #expect(limited.description.contains("max tokens none, now 9"))
        #expect(limited.description.contains("--restart"))
        let another = try #require(throws: UsageError.self) {
            try join(one + [row("2", "y", said("C"))], other) { $0.restarts = false }
        }
        #expect(another.description.contains("another chosen responses"))
        // Pairs that no record accounts for.
        let foreign = folder.file("foreign.jsonl")
        try Data("precious\n".utf8).write(to: foreign)
        #expect(throws: UsageError.self) { try keeping { $0.out = foreign } }
        #expect(try String(contentsOf: foreign, encoding: .utf8) == "precious\n")
    }

    @Test func rowsWithoutCounterpartAreCounted() throws {
        let (summary, pairs) = try join(
            [row("1", "x", said("A")), row("2", "y", said("A")), row("1", "x", said("again"))],
            [row("1", "x", said("B")), row("3", "z", said("B")), row("4", "z", said("B"))])
        #expect(pairs.count == 1 && pairs[0].chosen[1].content == "A")
        #expect(summary.dropped == ["unpaired": 3, "duplicate": 1])
    }

    @Test func otherPromptsAreRefused() throws {
        let error = try #require(throws: DataError.self) {
            try join(
                [row("1", "x", said("A")), row("2", "y", said("A"))],
                [row("1", "x", said("B")), row("2", "other", said("B"))])
        }
        #expect(error.description.contains("a.jsonl:2 and "))
        #expect(error.description.contains("b.jsonl.gz:2 have the conversation id 2"))
        #expect(error.description.contains("ask different things"))
        let none = try #require(throws: DataError.self) {
            try join([row("1", "x", said("A"))], [row("2", "x", said("B"))])
        }
        #expect(none.description.contains("no row of"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("pairs.jsonl").path))
    }

    @Test func rejectedDuplicatesAreCounted() throws {
        let (summary, pairs) = try join(
            [row("1", "x", said("A"))],
            [row("1", "x", said("B")), row("1", "x", said("C")), row("1", "x", said("D"))])
        #expect(pairs.map(\.rejected[1].content) == ["B"])
        #expect(summary.dropped == ["duplicate": 2])
    }

    /// The same question with other tools, and what is wrong with rows is known by then.
    @Test func otherToolsAreRefusedAsSuch() throws {
        func file(_ name: String, _ tool: String) throws -> URL {
            let row = row("1", "x", said("A")).dropFirst()
            let url = folder.file(name)
            try Data("{\"tools\":[{\"name\":\"\(tool)\"}],\(row)\n{\n".utf8).write(to: url)
            return url
        }
        let join = PairJoin(
            chosen: try file("a.jsonl", "find"), rejected: try file("b.jsonl", "look"),
            out: folder.file("pairs.jsonl"))
        var noted: [String: Int] = [:]
        let error = try #require(throws: DataError.self) {
            try join.run { noted[$0.lastPathComponent] = $1.refused.count }
        }
        #expect(noted == ["a.jsonl": 1, "b.jsonl": 1])
        #expect(
            error.description.contains(
                "have the conversation id 1 but differ in tools, documents or chat_template_kwargs;"
            ))
    }

    @Test(arguments: [
        (#"{"conversation":[{"role":"user","content":"x"}]}"#, "synthesized_assistant_responses"),
        (#"{"synthesized_assistant_responses":null}"#, "needs messages, conversation"),
        (
            #"{"conversation":[{"role":"user","content":"x"}],"synthesized_assistant_responses":"a"}"#,
            "should be a list"
        ),
        ("{", "not valid JSON"),
    ])
    func badRowsNameFileAndLine(bad: String, sentence: String) throws {
        let error = try #require(throws: DataError.self) {
            try join([row("1", "x", said("A")), bad], [row("1", "x", said("B"))]) {
                $0.isStrict = true
            }
        }
        #expect(error.description.contains("a.jsonl:2: "))
        #expect(error.description.contains(sentence), "\(error)")
    }

    /// Prompts, ids and answers that differ in code points only.
    @Test func textIsComparedByCodePoints() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let (summary, pairs) = try join(
            [
                row(composed, composed, said(composed)), row(decomposed, "q", said("a")),
                row(nil, composed, said("1")), row(nil, decomposed, said("2")),
            ],
            [
                row(nil, decomposed, said("4")), row(nil, composed, said("3")),
                row(decomposed, "q", said("b")), row(composed, composed, said(decomposed)),
            ])
        #expect(summary.kept == 4 && summary.dropped.isEmpty)
        #expect(pairs.map { $0.rejected[1].content.unicodeScalars.count } == [5, 1, 1, 1])
        #expect(pairs[2].rejected[1].content == "3" && pairs[3].rejected[1].content == "4")
        let error = try #require(throws: DataError.self) {
            try join([row("1", composed, said("a"))], [row("1", decomposed, said("b"))])
        }
        #expect(error.description.contains("ask different things"))
    }

    @Test func badRowsAreRefusedByThemselves() throws {
        let good = row("1", "q", said("a"))
        let (summary, pairs) = try join([good, "{"], [row("1", "q", said("b"))])
        #expect(pairs.count == 1 && summary.rows == 1)
        #expect(summary.chosenProblems?.refused.first.map(\.line) == [2])
        #expect(summary.rejectedProblems == nil)
        #expect(throws: DataError.self) {
            try join([good, "{"], [row("1", "q", said("b"))]) { $0.isStrict = true }
        }
    }
}
