import Artifacts
import ContrastPairs
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct PairSamplerTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let rows = (0..<10).map { #"{"conversation_id":"c\#($0)","prompt":"question \#($0)"}"# }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
    }

    func sampler(
        _ name: String = "pairs.jsonl", window: Int = 3,
        change: (inout PairSampler) -> Void = { _ in }
    ) -> PairSampler {
        var sampler = PairSampler(
            source: PromptSource(file: folder.file("chats.jsonl")),
            ablation: HeadAblation([HeadID(layer: 1, head: 2)]), out: folder.file(name),
            model: "fake",
            options: ContrastOptions(
                sampling: SamplingParameters(temperature: 0.6, maxTokens: 8, seed: 42),
                window: window))
        change(&sampler)
        return sampler
    }

    /// Rows after the last that is wanted may be anything.
    @Test func nothingIsReadBeyondTheLimit() throws {
        let rows = folder.file("rows.jsonl")
        try Data(#"{"prompt":"a"}"#.utf8 + Array("\nno JSON\n".utf8)).write(to: rows)
        #expect(try PromptSource(file: rows, limit: 1).read().prompts.map(\.text) == ["a"])
        #expect(try PromptSource(file: rows, range: 0..<1).read().prompts.map(\.text) == ["a"])
        #expect(try PromptSource(file: rows, limit: 2).read().problems.refused.count == 1)
    }

    @Test func bothAnswersComeFromOneBatchAndTheSameStream() throws {
        let responder = ScriptedResponder()
        let summary = try sampler().sample(responder)
        #expect(responder.calls.map(\.count) == [6, 6, 6, 2])
        let first = responder.calls[0]
        #expect(first[0].ablation == .none)
        #expect(first[1].ablation == HeadAblation([HeadID(layer: 1, head: 2)]))
        #expect(
            first[0].messages == [.user("question 0")] && first[1].messages == first[0].messages)
        #expect(first[0].sampling.seed == first[1].sampling.seed)
        #expect(first[0].sampling.seed != first[2].sampling.seed)
        #expect(first[0].sampling.temperature == 0.6 && first[0].sampling.maxTokens == 8)
        #expect(summary.kept == 10 && summary.dropped.isEmpty && summary.chosenTokens == 30)

        let pairs = try JSONLines.read(PreferencePair.self, from: folder.file("pairs.jsonl"))
        #expect(pairs.map(\.conversationID) == (0..<10).map { "c\($0)" })
        #expect(pairs[4].chosen[0] == .user("question 4"))
        #expect(pairs[4].chosen[1].content.hasPrefix("question 4 "))
        #expect(pairs[4].rejected[1].content.hasPrefix("lost "))
    }

    @Test func noiseCanBeIndependent() throws {
        let responder = ScriptedResponder()
        _ = try sampler { $0.options.sharesNoise = false }.sample(responder)
        #expect(responder.calls[0][0].sampling.seed != responder.calls[0][1].sampling.seed)
    }

    @Test func windowsDoNotChangeTheAnswers() throws {
        _ = try sampler("a.jsonl", window: 1).sample(ScriptedResponder())
        _ = try sampler("b.jsonl", window: 7).sample(ScriptedResponder())
        #expect(
            try Data(contentsOf: folder.file("a.jsonl"))
                == Data(contentsOf: folder.file("b.jsonl")))
    }

    /// Killed after every call: the same bytes come out.
    @Test(arguments: 0..<4)
    func resumesAfterAKill(diesAt: Int) throws {
        _ = try sampler("whole.jsonl").sample(ScriptedResponder())
        let dying = ScriptedResponder()
        dying.diesAt = diesAt
        let killed = sampler("killed.jsonl")
        #expect(throws: ScriptedResponder.Killed.self) { try killed.sample(dying) }
        #expect(!FileManager.default.fileExists(atPath: killed.out.path))
        let again = ScriptedResponder()
        let summary = try killed.sample(again)
        #expect(summary.resumed == 3 * diesAt)
        #expect(again.calls.count == 4 - diesAt)
        for ending in ["", ".answers.jsonl", ".samples.jsonl"] {
            #expect(
                try Data(contentsOf: folder.file("killed.jsonl\(ending)"))
                    == Data(contentsOf: folder.file("whole.jsonl\(ending)")))
        }
    }

    @Test func resumesFromATornWindow() throws {
        let whole = sampler("whole.jsonl")
        _ = try whole.sample(ScriptedResponder())
        let bytes = try Data(contentsOf: whole.answersFile)
        let lines = bytes.split(separator: 0x0a)
        #expect(lines.count == 20)
        let torn = sampler("torn.jsonl")
        try FileManager.default.copyItem(
            at: JobRecord.place(whole.out), to: JobRecord.place(torn.out))
        // Nine answers and half of the tenth: a row and a half into the second window of three.
        let kept = lines[0..<9].map { $0 + [0x0a] }.reduce(Data(), +) + lines[9].prefix(20)
        try kept.write(to: torn.answersFile)
        let responder = ScriptedResponder()
        let summary = try torn.sample(responder)
        #expect(summary.resumed == 4)
        // The second window is asked again as a whole, for its rounding; nothing before it is.
        #expect(responder.calls.map(\.count) == [6, 6, 2])
        #expect(try Data(contentsOf: torn.answersFile) == bytes)
        #expect(try Data(contentsOf: torn.samplesFile) == Data(contentsOf: whole.samplesFile))
        #expect(try Data(contentsOf: torn.out) == Data(contentsOf: whole.out))
    }

    @Test func aFinishedRunIsNotComputedAgain() throws {
        _ = try sampler().sample(ScriptedResponder())
        let responder = ScriptedResponder()
        var reports: [ProgressReport] = []
        let summary = try sampler().sample(responder) { reports.append($0) }
        #expect(responder.calls.isEmpty && summary.resumed == 10)
        #expect(reports.last?.done == 10 && reports.last?.resumed == 10)
    }

    @Test func anotherRunIsRefusedOrRestarted() throws {
        _ = try sampler().sample(ScriptedResponder())
        let hotter = sampler { $0.options.sampling.temperature = 0.9 }
        let error = try #require(throws: UsageError.self) { try hotter.sample(ScriptedResponder()) }
        #expect(error.description.contains("temperature 0.6, now 0.9"))
        #expect(error.description.contains("--restart"))
        let masked = sampler { $0.ablation.heads.append(HeadID(layer: 0, head: 0)) }
        #expect(throws: UsageError.self) { try masked.sample(ScriptedResponder()) }

        let responder = ScriptedResponder()
        var restarted = hotter
        restarted.restarts = true
        _ = try restarted.sample(responder)
        #expect(responder.calls.count == 4)
    }

    /// Batch and window decide nothing about a server's answers.
    @Test(arguments: [true, false]) func theWindowCountsWhereAnswersDependOnIt(depend: Bool) throws
    {
        func responder() -> ScriptedResponder {
            let responder = ScriptedResponder()
            responder.isBatchInvariant = !depend
            return responder
        }
        _ = try sampler().sample(responder())
        let other = sampler {
            $0.options.window = 5
            $0.options.batch = 2
        }
        guard depend else {
            #expect(try other.sample(responder()).resumed == 10)
            return
        }
        let error = try #require(throws: UsageError.self) { try other.sample(responder()) }
        #expect(error.description.contains("batch 16, now 2; window 3, now 5"))
    }

    @Test func aForeignFileIsNotWrittenOver() throws {
        try Data("precious\n".utf8).write(to: folder.file("pairs.jsonl"))
        #expect(throws: UsageError.self) { try sampler().sample(ScriptedResponder()) }
        #expect(try String(contentsOf: folder.file("pairs.jsonl"), encoding: .utf8) == "precious\n")
    }

    @Test func thePromptsAreNotWrittenOver() throws {
        let prompts = folder.file("chats.jsonl")
        let before = try Data(contentsOf: prompts)
        for restarts in [false, true] {
            let same = sampler("chats.jsonl") { $0.restarts = restarts }
            let error = try #require(throws: UsageError.self) {
                try same.sample(ScriptedResponder())
            }
            #expect(error.description.contains("would be written over \(prompts.path)"))
            #expect(try Data(contentsOf: prompts) == before)
        }
    }

    @Test func theFilterCanChangeAfterwards() throws {
        let responder = ScriptedResponder()
        let rule = responder.answer
        responder.answer = { request in
            var answer = rule(request)
            if request.messages[0].content.hasSuffix("7") { answer.finishReason = "length" }
            if request.messages[0].content.hasSuffix("8") { answer.text = "the same" }
            if request.messages[0].content.hasSuffix("9") { answer.text = "" }
            return answer
        }
        let first = try sampler().sample(responder)
        #expect(first.kept == 8 && first.dropped == ["identical": 1, "empty-chosen": 1])
        #expect(first.chosenTruncated == 1 && first.rejectedTruncated == 1)
        let strict = sampler { $0.options.filter.dropsTruncated = true }
        let second = try strict.sample(ScriptedResponder())
        #expect(second.resumed == 10 && second.kept == 7 && second.dropped["truncated"] == 1)
    }

    @Test func compressedPairsHoldTheSameRows() throws {
        _ = try sampler().sample(ScriptedResponder())
        _ = try sampler("pairs.jsonl.gz").sample(ScriptedResponder())
        let packed = try Data(contentsOf: folder.file("pairs.jsonl.gz"))
        #expect(packed.starts(with: [0x1f, 0x8b]))
        #expect(
            try Gzip.decompress(packed, name: "pairs")
                == Data(contentsOf: folder.file("pairs.jsonl")))
    }

    @Test func badSettingsAreNamedTogether() throws {
        var bad = sampler()
        bad.options.sampling = SamplingParameters(temperature: -1, topP: 0, topK: -1, maxTokens: 0)
        bad.options.batch = 0
        bad.options.window = 0
        bad.options.samples = 0
        let error = try #require(throws: UsageError.self) { try bad.sample(ScriptedResponder()) }
        for name in ["temperature", "topP", "topK", "maxTokens", "batch", "window", "samples"] {
            #expect(error.description.contains("\(name) is"))
        }
        #expect(throws: UsageError.self) {
            try sampler { $0.ablation = .none }.sample(ScriptedResponder())
        }
    }

    /// Rows that are refused shift no seeds, so a file without them has the same pairs, and a run that
    /// was killed among them ends with the same bytes.
    @Test func refusedRowsShiftNothing() throws {
        _ = try sampler("plain.jsonl").sample(ScriptedResponder())
        let good = (0..<10).map { #"{"conversation_id":"c\#($0)","prompt":"question \#($0)"}"# }
        let mixed =
            good.prefix(4) + ["{broken", #"{"messages":[{"role":"user"}]}"#] + good.dropFirst(4)
        try Data(mixed.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
        let dying = ScriptedResponder()
        dying.diesAt = 2
        #expect(throws: ScriptedResponder.Killed.self) { try sampler("mixed.jsonl").sample(dying) }
        var reported: [RowProblems] = []
        let summary = try sampler("mixed.jsonl").sample(
            ScriptedResponder(), rows: { reported.append($0) })
        #expect(summary.kept == 10 && summary.dropped == ["refused": 2])
        #expect(summary.problems?.refused.first.map(\.line) == [5, 6])
        #expect(reported == [summary.problems])
        #expect(
            try Data(contentsOf: folder.file("plain.jsonl"))
                == Data(contentsOf: folder.file("mixed.jsonl")))
        let strict = sampler("strict.jsonl") { $0.isStrict = true }
        #expect(throws: DataError.self) { try strict.sample(ScriptedResponder()) }
    }

    /// Pairs keep what their prompt gave to the template, in its order.
    @Test func pairsKeepTheInputsOfTheirPrompt() throws {
        let tools = #"[{"type":"function","function":{"name":"f","about":"x","at":1.0}}]"#
        try Data(#"{"messages":[{"role":"user","name":"m","content":"q"}],"tools":\#(tools)}"#.utf8)
            .write(to: folder.file("chats.jsonl"))
        let responder = ScriptedResponder()
        _ = try sampler().sample(responder)
        #expect(responder.calls[0][0].inputs.tools?.text == tools)
        #expect(responder.calls[0][0].messages[0]["name"]?.string == "m")
        let line = try String(contentsOf: folder.file("pairs.jsonl"), encoding: .utf8)
        #expect(line.contains(#""tools":\#(tools)"#))
        #expect(line.contains(#""chosen":[{"role":"user","name":"m","content":"q"},"#))
        let pair = try JSONLines.read(PreferencePair.self, from: folder.file("pairs.jsonl"))[0]
        #expect(pair.chosen[0] == responder.calls[0][0].messages[0])
    }

    /// Two answers that Swift's strings take for one.
    @Test func answersAreComparedByCodePoints() throws {
        let responder = ScriptedResponder()
        responder.answer = {
            Completion(
                text: $0.isAblated ? "cafe\u{301}" : "caf\u{E9}", tokens: 1, finishReason: "stop")
        }
        let summary = try sampler().sample(responder)
        #expect(summary.kept == 10 && summary.dropped.isEmpty)
        // Four words that repeat only for Swift.
        let accents = (0..<4).map { $0 % 2 == 0 ? "caf\u{E9}" : "cafe\u{301}" }
        let text = (accents + ["x"] + accents.reversed()).joined(separator: " ")
        #expect(Repetition.share(of: text) == 0)
    }
}
