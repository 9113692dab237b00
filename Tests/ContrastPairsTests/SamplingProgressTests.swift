import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import ContrastPairs

/// A model that tells of each token, and whose answers are long.
final class TellingResponder: Responder {
    private var tell: WorkHandler?
    let tokens: Int

    init(tokens: Int) { self.tokens = tokens }

    func tellWork(to handler: WorkHandler?) { tell = handler }

    func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        for _ in 0..<4 { tell?(.read(tokens: 2.5 * Double(requests.count))) }
        tell?(.began(Array(requests.indices)))
        for _ in 1..<tokens { tell?(.wrote(rows: requests.count)) }
        for index in requests.indices { tell?(.ended(index)) }
        return requests.map {
            Completion(
                text: "answer \($0.ablation.heads.count)", tokens: tokens, finishReason: "stop")
        }
    }
}

/// A clock that moves a second each time it is looked at.
final class SecondsByLooking: @unchecked Sendable {
    private var seconds = 0.0
    func look() -> Double {
        seconds += 1
        return seconds
    }
}

@Suite struct SamplingProgressTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let rows = (0..<8).map { #"{"conversation_id":"c\#($0)","prompt":"question \#($0)"}"# }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
    }

    func sampler() -> PairSampler {
        var sampler = PairSampler(
            source: PromptSource(file: folder.file("chats.jsonl")),
            ablation: HeadAblation([HeadID(layer: 1, head: 2)]), out: folder.file("pairs.jsonl"),
            model: "fake",
            options: ContrastOptions(
                sampling: SamplingParameters(maxTokens: 100, seed: 42), batch: 4, window: 4))
        let clock = SecondsByLooking()
        sampler.now = { clock.look() }
        return sampler
    }

    @Test func progressCountsBeforeTheFirstAnswerEnds() throws {
        var reports: [ProgressReport] = []
        _ = try sampler().sample(TellingResponder(tokens: 50)) { reports.append($0) }
        let before = reports.filter { $0.done == 0 }
        // The first is of the beginning; then prompts are read, and tokens written.
        #expect(before.first?.estimate?.secondsLeft == nil)
        #expect(before.first?.estimate?.fraction == 0)
        let early = try #require(before.first { $0.estimate?.secondsLeft != nil })
        #expect(early.underWay == 0 && early.tokensPerSecond == nil)
        let late = try #require(before.last { $0.underWay > 0 })
        #expect(late.underWay == 8)
        #expect(late.tokensPerSecond ?? 0 > 0)
        let fraction = try #require(late.estimate?.fraction)
        #expect(fraction > 0.2 && fraction < 0.8)
        #expect(reports.last?.done == 8 && reports.last?.estimate?.fraction == 1)
        #expect(reports.last?.estimate?.secondsLeft == 0)
    }

    /// Of a server, which is asked only for what is missing, what was there counts as done.
    @Test func aRunThatGoesOnBeginsWhereItWas() throws {
        let whole = sampler()
        _ = try whole.sample(ScriptedResponder())
        let text = try String(contentsOf: whole.answersFile, encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 16)
        try Data((lines[..<12].joined(separator: "\n") + "\n").utf8).write(to: whole.answersFile)
        let responder = ScriptedResponder()
        responder.isBatchInvariant = true
        var reports: [ProgressReport] = []
        var again = whole
        again.restarts = false
        let place = JobRecord.place(whole.out)
        // The record of a server's run has no batch and no window.
        try FileManager.default.removeItem(at: place)
        try AtomicFile.write(json: again.record(responder), to: place)
        _ = try again.sample(responder) { reports.append($0) }
        #expect(reports.first?.resumed == 6)
        // One of four requests is answered.
        let first = try #require(reports.first { $0.estimate?.secondsLeft != nil })
        #expect(abs(try #require(first.estimate?.fraction) - 13.0 / 16) < 1e-9)
        #expect(reports.last?.estimate?.fraction == 1)
    }

    @Test func aHandlerIsNotCalledAfterTheEnd() throws {
        let responder = TellingResponder(tokens: 5)
        var reports = 0
        _ = try sampler().sample(responder) { _ in reports += 1 }
        let count = reports
        _ = try responder.respond(to: [
            CompletionRequest(messages: [], sampling: .greedy(maxTokens: 5))
        ])
        #expect(reports == count)
    }
}
