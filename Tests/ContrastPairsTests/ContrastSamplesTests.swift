import Artifacts
import ContrastPairs
import Foundation
import Storage
import TestSupport
import Testing

/// Several samples of a prompt, prompt files that grow, and answers that do not come.
@Suite struct ContrastSamplesTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func write(_ prompts: [String]) throws {
        let rows = prompts.map { #"{"conversation_id":"c-\#($0)","prompt":"\#($0)"}"# }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
    }

    func sampler(_ name: String = "pairs.jsonl", samples: Int = 1, temperature: Double = 1)
        -> PairSampler
    {
        PairSampler(
            source: PromptSource(file: folder.file("chats.jsonl")),
            ablation: HeadAblation([HeadID(layer: 1, head: 2)]), out: folder.file(name),
            model: "fake",
            options: ContrastOptions(
                sampling: SamplingParameters(temperature: temperature, maxTokens: 8, seed: 42),
                samples: samples, window: 4))
    }

    func samples(_ sampler: PairSampler) throws -> [ContrastSample] {
        try JSONLines.read(ContrastSample.self, from: sampler.samplesFile)
    }

    @Test func everySampleHasASeedOfItsOwn() throws {
        try write(["a", "b"])
        var separate = sampler(samples: 3)
        separate.options.sharesNoise = false
        let summary = try separate.sample(ScriptedResponder())
        let rows = try samples(separate)
        #expect(rows.map(\.prompt) == ["a", "a", "a", "b", "b", "b"])
        #expect(rows.map(\.sample) == [0, 1, 2, 0, 1, 2])
        #expect(Set(rows.flatMap { [$0.chosenSeed, $0.rejectedSeed] }).count == 12)
        #expect(summary.prompts == 2 && summary.sampled == 6 && summary.kept == 6)
    }

    /// Windows of four items. The second lacks something of one pair, so it is answered again whole; what
    /// is there already is not written twice.
    @Test func aWindowThatLacksSomethingIsAnsweredAgain() throws {
        try write(["a", "b", "c", "d", "e", "f"])
        _ = try sampler().sample(ScriptedResponder())
        let before = try Data(contentsOf: sampler().answersFile)
        let responder = ScriptedResponder()
        var asked: [String] = []
        let summary = try sampler().sample(
            responder,
            isComplete: { _, sample in
                asked.append(sample.prompt)
                return sample.prompt != "e"
            })
        #expect(
            responder.calls.map { $0.map { $0.messages[0].content } } == [["e", "e", "f", "f"]])
        #expect(Set(asked) == ["a", "b", "c", "d", "e"])
        #expect(summary.resumed == 6 && summary.kept == 6)
        #expect(try Data(contentsOf: sampler().answersFile) == before)
    }

    @Test func whatIsNotedIsNotedFromTheStart() throws {
        try write(["a"])
        _ = try sampler().sample(ScriptedResponder())
        var later = sampler()
        later.captures = true
        let error = #expect(throws: UsageError.self) { try later.sample(ScriptedResponder()) }
        #expect(error?.description.contains("capture of the reference") == true)
    }

    @Test func moreSamplesKeepThoseThatAreThere() throws {
        try write(["a", "b", "c"])
        _ = try sampler(samples: 2).sample(ScriptedResponder())
        let responder = ScriptedResponder()
        let summary = try sampler(samples: 3).sample(responder)
        #expect(summary.resumed == 6 && summary.sampled == 9)
        _ = try sampler("whole.jsonl", samples: 3).sample(ScriptedResponder())
        #expect(
            try Data(contentsOf: folder.file("pairs.jsonl"))
                == Data(contentsOf: folder.file("whole.jsonl")))
    }

    @Test func samplesWithoutNoiseAreRefused() throws {
        try write(["a"])
        let error = try #require(throws: UsageError.self) {
            try sampler(samples: 2, temperature: 0).sample(ScriptedResponder())
        }
        #expect(error.description.contains("samples is 2 at temperature 0"))
    }

    /// The second sample of a prompt that says what the first said teaches nothing new.
    @Test func equalSamplesOfAPromptAreOnePair() throws {
        try write(["a", "b"])
        let responder = ScriptedResponder()
        responder.answer = { request in
            Completion(
                text: request.isAblated ? "lost" : "found", tokens: 1, finishReason: "stop")
        }
        let summary = try sampler(samples: 3).sample(responder)
        #expect(summary.kept == 2 && summary.dropped == ["duplicate-pair": 4])
    }

    /// Answers belong to texts, so rows may be put in front, between and behind.
    @Test func aGrownPromptFileKeepsWhatWasDone() throws {
        try write(["a", "b", "c", "d", "e"])
        _ = try sampler().sample(ScriptedResponder())
        let before = try samples(sampler())
        try write(["new", "a", "b", "other", "c", "d", "e", "last"])
        let responder = ScriptedResponder()
        let summary = try sampler().sample(responder)
        #expect(summary.resumed == 5 && summary.sampled == 8)
        let after = try samples(sampler())
        #expect(after.map(\.prompt) == ["new", "a", "b", "other", "c", "d", "e", "last"])
        for old in before {
            let now = try #require(after.first { $0.prompt == old.prompt })
            #expect(now.chosen == old.chosen && now.chosenSeed == old.chosenSeed)
        }
        // As if the grown file had been there from the start.
        _ = try sampler("whole.jsonl").sample(ScriptedResponder())
        #expect(
            try Data(contentsOf: folder.file("pairs.jsonl"))
                == Data(contentsOf: folder.file("whole.jsonl")))
    }

    /// Prompts that need no fixed window are asked all at once, and only for what is
    /// missing.
    @Test func independentAnswersAreAskedOnce() throws {
        try write((0..<10).map { "p\($0)" })
        let first = FailingResponder { $0.messages[0].content == "p3" && $0.isAblated }
        let summary = try sampler().sample(first)
        #expect(first.asked.count == 20)
        #expect(summary.sampled == 9 && summary.failed == 1)
        #expect(summary.dropped == ["unanswered": 1] && summary.kept == 9)
        let failures = try JSONLines.read(UnansweredRequest.self, from: sampler().failuresFile)
        #expect(failures.map(\.index) == [3] && failures.map(\.side) == ["rejected"])
        #expect(failures.map(\.reason) == ["no luck"] && failures.map(\.attempts) == [2])

        let second = FailingResponder { _ in false }
        let again = try sampler().sample(second)
        #expect(second.asked.map(\.messages) == [[.user("p3")]] && second.asked[0].isAblated)
        #expect(again.failed == 0 && again.kept == 10)
        #expect(!FileManager.default.fileExists(atPath: sampler().failuresFile.path))
    }

    /// What cannot be answered does not make its window be generated by every run.
    @Test func aWindowThatLacksOnlyWhatFailsIsNotAnsweredAgain() throws {
        try write((0..<10).map { "p\($0)" })
        let fails: (CompletionRequest) -> Bool = { $0.messages[0].content == "p5" }
        let first = FailingResponder(isBatchInvariant: false, fails)
        #expect(try sampler().sample(first).failed == 1)
        #expect(first.answered == 18)
        let bytes = try Data(contentsOf: sampler().answersFile)

        let second = FailingResponder(isBatchInvariant: false, fails)
        let summary = try sampler().sample(second)
        // Its window of four, and only it, is looked at: two failures and no answer.
        #expect(second.asked.count == 8 && second.answered == 0)
        #expect(summary.failed == 1 && summary.sampled == 9 && summary.resumed == 9)
        #expect(
            try JSONLines.read(UnansweredRequest.self, from: sampler().failuresFile).map(\.side)
                == ["chosen", "rejected"])
        #expect(try Data(contentsOf: sampler().answersFile) == bytes)

        // Where an answer is missing too the window is answered up to it, in the same batches.
        let lines = bytes.split(separator: 0x0a).map { $0 + [0x0a] }
        let torn = lines.filter {
            !String(decoding: $0, as: UTF8.self).contains(Fingerprint.of("p6"))
        }
        #expect(torn.count == 16)
        try torn.reduce(Data(), +).write(to: sampler().answersFile)
        let third = FailingResponder(isBatchInvariant: false, fails)
        #expect(try sampler().sample(third).sampled == 9)
        #expect(third.asked.count == 8 && third.answered == 4)
    }

    @Test func flagsAreThereWhetherOrNotTheyDrop() throws {
        try write(["a", "b", "c"])
        let responder = ScriptedResponder()
        responder.answer = { request in
            switch (request.messages[0].content, request.isAblated) {
            case ("a", _): Completion(text: "same", tokens: 1, finishReason: "stop")
            case ("b", true):
                Completion(
                    text: String(repeating: "a ", count: 100), tokens: 8, finishReason: "length")
            default: Completion(text: "plain", tokens: 1, finishReason: "stop")
            }
        }
        var open = sampler()
        _ = try open.sample(responder)
        let rows = try samples(open)
        #expect(rows.map(\.flags.identical) == [true, false, true])
        #expect(rows.map(\.flags.rejectedLength) == [false, true, false])
        #expect(rows.map(\.flags.chosenLength) == [false, false, false])
        // 97 sequences of four words, one distinct.
        #expect(abs(rows[1].flags.rejectedRepetition - 96.0 / 97) < 1e-12)
        #expect(rows.map(\.dropped) == [.identical, nil, .identical])
        open.options.filter.maximumRepetition = 0.5
        _ = try open.sample(responder)
        #expect(try samples(open).map(\.dropped) == [.identical, .repetition, .identical])
    }
}

/// Some answers do not come; these are handed out first.
final class FailingResponder: Responder {
    var asked: [CompletionRequest] = []
    var answered = 0
    let isBatchInvariant: Bool
    let fails: (CompletionRequest) -> Bool

    init(isBatchInvariant: Bool = true, _ fails: @escaping (CompletionRequest) -> Bool) {
        self.isBatchInvariant = isBatchInvariant
        self.fails = fails
    }

    func respond(to requests: [CompletionRequest]) throws -> [Completion] { [] }

    func respond(
        to requests: [CompletionRequest],
        onOutcome: (Int, Result<Completion, RequestFailure>) throws -> Void
    ) throws {
        asked += requests
        for (place, request) in requests.enumerated() where fails(request) {
            try onOutcome(place, .failure(RequestFailure(reason: "no luck", attempts: 2)))
        }
        // The last comes first: order must not matter.
        for (place, request) in requests.enumerated().reversed() where !fails(request) {
            answered += 1
            let text = "\(request.isAblated) \(request.sampling.seed)"
            try onOutcome(
                place, .success(Completion(text: text, tokens: 2, finishReason: "stop")))
        }
    }
}
