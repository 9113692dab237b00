import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// `contrast` against servers that stall, refuse, send garbage and hang up.
@Suite struct EndpointContrastTests {
    let folder: TemporaryFolder
    let prompts: [String]
    init() throws {
        folder = try TemporaryFolder()
        prompts = (0..<40).map { "question \($0)" }
        let rows = prompts.map { #"{"prompt":"\#($0)"}"# }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
    }

    func arguments(_ normal: MockEndpoint, _ ablated: MockEndpoint, _ more: [String] = [])
        -> [String]
    {
        [
            "contrast", "--endpoint", normal.address, "--ablated-endpoint", ablated.address,
            "--prompts", folder.file("chats.jsonl").path, "--out",
            folder.file("pairs.jsonl").path, "--retry-delay", "0.01", "--concurrency", "8",
            // Answers come at once; a busy machine may still take seconds for one.
            "--timeout", "15", "--json",
        ] + more
    }

    func summary(_ output: BuiltTool.Output) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require(value as? [String: Any], "\(output.error)")
    }

    func pairs() throws -> [PreferencePair] {
        try JSONLines.read(PreferencePair.self, from: folder.file("pairs.jsonl"))
    }

    /// A number of the prompt and a kind of trouble for it, by turns.
    static func trouble(_ question: MockEndpoint.Question, until attempt: Int)
        -> MockEndpoint.Behaviour?
    {
        let troubles: [MockEndpoint.Behaviour?] = [
            nil, .status(429, retryAfter: "0"), .status(500), .garbage, .close, .tornAnswer,
            .stall(20), nil,
        ]
        let number = Int(question.prompt.split(separator: " ").last ?? "0") ?? 0
        return question.attempt < attempt ? troubles[number % troubles.count] : nil
    }

    func server(_ name: String, until attempt: Int = 1) throws -> MockEndpoint {
        try MockEndpoint(models: [name]) { question in
            Self.trouble(question, until: attempt)
                ?? .answer("\(name) on \(question.prompt)", finish: "length")
        }
    }

    @Test func everyPromptIsAnsweredOnce() throws {
        let (normal, ablated) = (try server("base"), try server("masked"))
        let output = try BuiltTool.run(arguments(normal, ablated))
        #expect(output.status == 0, "\(output.error)")
        let counts = try summary(output)
        #expect(counts["kept"] as? Int == 40 && counts["failed"] as? Int == 0)
        #expect(counts["chosen_truncated"] as? Int == 40)
        // In the order of the prompts, whatever the order of the answers.
        #expect(try pairs().map { $0.chosen[0].content } == prompts)
        #expect(try pairs().map { $0.chosen[1].content } == prompts.map { "base on \($0)" })
        #expect(try pairs().map { $0.rejected[1].content } == prompts.map { "masked on \($0)" })
        #expect(
            normal.delivered == Dictionary(uniqueKeysWithValues: prompts.map { ("base|\($0)", 1) }))
        #expect(ablated.delivered.count == 40 && ablated.delivered.values.allSatisfy { $0 == 1 })
        // A finished run asks nothing.
        let asked = normal.questions.count
        #expect(try BuiltTool.run(arguments(normal, ablated)).status == 0)
        #expect(normal.questions.count == asked)
    }

    /// What stays unanswered is reported, keeps its place, and is asked by the next run, alone.
    @Test func whatIsNotAnsweredIsReportedAndAskedAgain() throws {
        let normal = try server("base")
        let ablated = try MockEndpoint(models: ["masked"]) { question in
            switch (question.prompt, question.attempt) {
            case ("question 7", 0): .status(400, message: "this prompt is too long")
            case ("question 9", 0..<2): .close
            default: .answer("masked on \(question.prompt)")
            }
        }
        let output = try BuiltTool.run(arguments(normal, ablated, ["--attempts", "2"]))
        #expect(output.status == 69)
        #expect(output.error.contains("2 of 40 pairs of answers are incomplete"))
        #expect(try summary(output)["dropped"] as? [String: Int] == ["unanswered": 2])
        #expect(try pairs().count == 38)
        let failed = try String(
            contentsOf: folder.file("pairs.jsonl.failed.jsonl"), encoding: .utf8
        ).split(separator: "\n")
        #expect(failed.count == 2)
        #expect(failed[0].contains("this prompt is too long") && failed[0].contains("\"index\":7"))
        #expect(failed[1].contains("\"attempts\":2") && failed[1].contains("\"index\":9"))

        let before = (normal.questions.count, ablated.questions.count)
        let again = try BuiltTool.run(arguments(normal, ablated, ["--attempts", "2"]))
        #expect(again.status == 0, "\(again.error)")
        #expect(normal.questions.count == before.0 && ablated.questions.count == before.1 + 2)
        #expect(try pairs().map { $0.chosen[0].content } == prompts)
        for server in [normal, ablated] {
            #expect(server.delivered.values.allSatisfy { $0 == 1 })
            #expect(server.delivered.count == 40)
        }
    }

    /// Killed with answers on disk: the next run asks for the others only.
    @Test func aKilledRunAsksNothingTwice() throws {
        // Of 80 answers 60 are given; the rest wait until the kill, however slow machine and test are.
        let gate = Gate(letsThrough: 60)
        let slow: @Sendable (MockEndpoint.Question) -> MockEndpoint.Behaviour = { question in
            gate.pass()
            return .answer("\(question.model) on \(question.prompt)")
        }
        let normal = try MockEndpoint(models: ["base"], script: slow)
        let ablated = try MockEndpoint(models: ["masked"], script: slow)
        let command = arguments(normal, ablated, ["--concurrency", "2"])
        let process = try BuiltTool.start(command)
        let log = folder.file("pairs.jsonl.answers.jsonl")
        func lines() -> Int {
            (try? Data(contentsOf: log))?.count { $0 == 0x0a } ?? 0
        }
        while process.isRunning, lines() < 21 { usleep(1000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        gate.open()
        try #require(process.terminationReason == .uncaughtSignal)
        let kept = lines()
        #expect(kept >= 21 && kept < 80)
        #expect(!FileManager.default.fileExists(atPath: folder.file("pairs.jsonl").path))
        // Questions of the killed process may still be on their way.
        for server in [normal, ablated] { server.drain() }
        let before = normal.questions.count + ablated.questions.count
        let again = try BuiltTool.run(command)
        #expect(again.status == 0, "\(again.error)")
        // Exactly what was not on disk is asked.
        #expect(normal.questions.count + ablated.questions.count == before + 80 - kept)
        #expect(lines() == 80)
        #expect(try pairs().map { $0.chosen[0].content } == prompts)
    }

    @Test func aServerThatRefusesEverythingEndsTheRun() throws {
        let normal = try MockEndpoint(models: ["base"]) { _ in
            .status(401, message: "Incorrect API key")
        }
        let ablated = try server("masked", until: 0)
        let output = try BuiltTool.run(arguments(normal, ablated))
        #expect(output.status == 2)
        #expect(output.error.contains("Incorrect API key") && output.error.contains(normal.address))
    }

    @Test func theKeyComesFromTheEnvironment() throws {
        let (normal, ablated) = (try server("base", until: 0), try server("masked", until: 0))
        let output = try BuiltTool.run(
            arguments(normal, ablated, ["--api-key-env", "SOME_KEY", "--limit", "1"]),
            environment: ["SOME_KEY": "secret"])
        #expect(output.status == 0, "\(output.error)")
        #expect(normal.questions.map(\.authorization) == ["Bearer secret"])
        let record = try String(contentsOf: folder.file("pairs.jsonl.run.json"), encoding: .utf8)
        #expect(!record.contains("secret") && record.contains(normal.address))
    }

    /// Lines of `.env` files end with CR or LF; what no header carries is refused.
    @Test func theKeyIsTrimmedOrRefused() throws {
        let (normal, ablated) = (try server("base", until: 0), try server("masked", until: 0))
        let command = arguments(normal, ablated, ["--limit", "1"])
        let output = try BuiltTool.run(command, environment: ["OPENAI_API_KEY": " sk-123\r\n"])
        #expect(output.status == 0, "\(output.error)")
        #expect(normal.questions.map(\.authorization) == ["Bearer sk-123"])
        for (key, word) in [("sk-1\r\nX: 23", "U+000D at place 5"), ("sk-é", "U+00E9 at place 4")] {
            let refused = try BuiltTool.run(command, environment: ["OPENAI_API_KEY": key])
            #expect(refused.status == 2 && refused.error.contains(word), "\(refused.error)")
            #expect(!refused.error.contains("sk-"))
        }
        let none = try BuiltTool.run(
            command + ["--api-key-env", "EMPTY_KEY"], environment: ["EMPTY_KEY": "\n"])
        #expect(none.status == 2 && none.error.contains("or nothing in it"))
    }

    /// Servers that repeat the key, in refusals, answers, names and redirections.
    @Test func theKeyIsWrittenNowhere() throws {
        let key = "sk-SECRET/0123456789"
        let script: @Sendable (MockEndpoint.Question) -> MockEndpoint.Behaviour = { question in
            let said = question.authorization ?? ""
            return switch Int(question.prompt.split(separator: " ").last ?? "0") ?? 0 {
            case 0: .status(400, message: said)
            case 1: .status(500, message: String(repeating: "x", count: 290) + " " + said)
            case 2: .body(Data(said.utf8))
            case 3: .body(Data(#"{"error":{"message":"\#(said)","code":429}}"#.utf8))
            default: .answer("\(question.model) heard \(said)", finish: said)
            }
        }
        let normal = try MockEndpoint(models: ["base"], script: script)
        let ablated = try MockEndpoint(models: ["masked"], script: script)
        let output = try BuiltTool.run(
            arguments(normal, ablated, ["--limit", "8", "--attempts", "2"]),
            environment: ["OPENAI_API_KEY": key])
        #expect(output.status == 69, "\(output.error)")
        var texts = [output.error, output.out]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
            texts.append(try String(contentsOf: folder.file(name), encoding: .utf8))
        }
        #expect(texts.contains { $0.contains("[key]") })
        for text in texts {
            #expect(!text.contains("SECRET"), "\(text)")
        }
    }

    /// 2^63 - 1 tokens, twice; an answer of an older version with such a count is on disk already.
    @Test func unbelievableCountsOfTokens() throws {
        let script: @Sendable (MockEndpoint.Question) -> MockEndpoint.Behaviour = { question in
            .body(
                Data(
                    #"{"choices":[{"message":{"content":"\#(question.model)"},"finish_reason":"stop"}],"usage":{"completion_tokens":9223372036854775807}}"#
                        .utf8))
        }
        let normal = try MockEndpoint(models: ["base"], script: script)
        let ablated = try MockEndpoint(models: ["masked"], script: script)
        let command = arguments(normal, ablated, ["--limit", "2"])
        #expect(try summary(BuiltTool.run(command))["chosen_tokens"] as? Int == 0)
        let log = folder.file("pairs.jsonl.answers.jsonl")
        let rows = try String(contentsOf: log, encoding: .utf8)
        try Data(
            rows.replacingOccurrences(of: #""tokens":0"#, with: #""tokens":9223372036854775807"#)
                .utf8
        ).write(to: log)
        let again = try BuiltTool.run(command)
        #expect(again.status == 0, "\(again.error)")
        #expect(try summary(again)["chosen_tokens"] as? Int == 0)
    }

    /// Halves of characters, where the token limit fell into one.
    @Test func brokenTextIsSaid() throws {
        let script: @Sendable (MockEndpoint.Question) -> MockEndpoint.Behaviour = { question in
            .body(Data(#"{"choices":[{"message":{"content":"\#(question.model)\ud83d"}}]}"#.utf8))
        }
        let normal = try MockEndpoint(models: ["base"], script: script)
        let ablated = try MockEndpoint(models: ["masked"], script: script)
        let output = try BuiltTool.run(arguments(normal, ablated, ["--limit", "2"]))
        #expect(output.status == 0, "\(output.error)")
        #expect(output.error.contains("4 answers had bytes that are no text"))
        #expect(try pairs().map { $0.chosen[1].content } == ["base\u{fffd}", "base\u{fffd}"])
        #expect(normal.questions.count == 2)
    }

    /// The server's list fails for good.
    @Test func aBusyServerIsUnavailable() throws {
        let server = try MockEndpoint(list: { _ in .status(503, message: "loading") }) { _ in
            .close
        }
        let output = try BuiltTool.run(arguments(server, server, ["--attempts", "2"]))
        #expect(output.status == 69 && output.error.contains("status 503: loading"))
        #expect(server.listings == 2)
    }

    /// Files as the published client writes them, joined by the command.
    @Test func responseFilesAreJoined() throws {
        func row(_ id: Int, _ answer: String) -> String {
            #"{"conversation_id":"\#(id)","conversation":[{"role":"user","content":"q\#(id)"}],"redacted":false,"synthesized_assistant_responses":[{"role":"assistant","content":"\#(answer)"}],"synthesized_response_scoring_annotations":[{"response_token_length":\#(id),"repetition_flag":false}]}"#
        }
        let files = (folder.file("normal.jsonl.gz"), folder.file("ablated.jsonl.gz"))
        for (file, rows) in [
            (files.0, (1...3).map { row($0, "good \($0)") }),
            (files.1, [3, 1, 2].map { row($0, $0 == 2 ? "good 2" : "bad \($0)") }),
        ] {
            try Gzip.compress(Data(rows.joined(separator: "\n").utf8)).write(to: file)
        }
        let command = [
            "contrast", "join", files.0.path, files.1.path, "--out",
            folder.file("pairs.jsonl").path,
        ]
        let output = try BuiltTool.run(command)
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out.hasPrefix("2 pairs of 3 rows (dropped: 1 identical)\n"))
        #expect(try pairs().map { $0.rejected[1].content } == ["bad 1", "bad 3"])
        let limited = command + ["--drop-truncated", "--max-tokens", "3"]
        let other = try BuiltTool.run(limited)
        #expect(other.status == 2 && other.error.contains("belongs to another run"))
        #expect(try BuiltTool.run(limited + ["--restart"]).status == 0)
        #expect(try pairs().map(\.conversationID) == ["1"])
        let missing = try BuiltTool.run(command + ["--drop-truncated"])
        #expect(missing.status == 2 && missing.error.contains("has a finish_reason"))
    }
}
