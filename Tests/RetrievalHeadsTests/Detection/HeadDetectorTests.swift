import Artifacts
import Foundation
import Haystacks
import HeadAnalysis
import RetrievalHeads
import Storage
import TestSupport
import Testing

@Suite struct HeadDetectorTests {
    static let needles = [
        Needle(
            needle: "The key is under the blue pot.", question: "Where is the key?",
            answer: "under the blue pot"),
        Needle(
            needle: "The winner receives a silver pumpkin and plum jam today.",
            question: "What does the winner receive?", answer: "a silver pumpkin and plum jam"),
    ]
    let folder: TemporaryFolder
    let model = ScriptedModel()
    var out: URL { folder.file("heads.json") }

    init() throws {
        folder = try TemporaryFolder()
        model.answers = Self.needles.map(\.answer)
    }

    func detector(
        _ model: ScriptedModel, lengths: [Int] = [60, 120], fingerprint: String = "f1",
        batchTokens: Int = 240
    ) throws -> HeadDetector {
        try HeadDetector(
            model: DetectionModel(
                languageModel: model, encoder: model, name: "scripted", fingerprint: fingerprint),
            grid: HaystackGrid(lengths: lengths, depths: [0, 50, 100], needles: Self.needles),
            filler: .builtIn(tokens: 400, seed: 3),
            options: DetectionOptions(batchTokens: batchTokens))
    }

    @Test("heads that copy get the share they copied, the others 0")
    func scores() throws {
        let found = try detector(model).run(out: out)
        #expect(found.trials.map(\.index) == Array(0..<12))
        #expect(found.scores.attempts == 12 && found.scores.samples == 12)
        #expect(found.scores.score(HeadID(layer: 0, head: 1)) == 1)
        // Every other token: 2 of the 4 words of the first answer, 3 of the 6 of the second.
        #expect(found.scores.score(HeadID(layer: 1, head: 2)) == 0.5)
        // Looks into the needle, but at other words than those generated.
        for name in ["0-0", "0-2", "1-0", "1-1"] {
            #expect(found.scores.score(try #require(HeadID(name))) == 0, "head \(name)")
        }
        #expect(found.sentence == "The needle was found in 12 of 12 probes.")
        let written = try HeadScores.read(out)
        #expect(written == found.scores)
        #expect(written.model == "scripted" && written.mode == "default")
    }

    @Test("the prompts have the length asked for, and the span is the answer's")
    func prompts() throws {
        let found = try detector(model).run(out: out)
        for trial in found.trials {
            #expect(trial.promptTokens <= trial.length && trial.promptTokens > trial.length - 20)
            let words = Self.needles[trial.needle].answer.split(separator: " ").count
            let span = try #require(trial.span)
            #expect(span[1] - span[0] == words)
        }
        // Batches hold prompts of one length, at most batchTokens in all: 4 of 60, 2 of 120.
        #expect(model.calls.allSatisfy { $0.map(\.count).reduce(0, +) <= 240 })
        #expect(model.calls.count >= 3)
    }

    @Test("failed probes are kept, but do not enter the mean")
    func failures() throws {
        model.reads = 70
        model.answers = [Self.needles[0].answer]
        let found = try detector(model).run(out: out)
        #expect(found.trials.filter(\.success).map(\.index) == [0, 1, 2])
        #expect(found.scores.attempts == 12 && found.scores.samples == 3)
        #expect(found.scores.score(HeadID(layer: 0, head: 1)) == 1)
        let failed = found.trials[5]
        #expect(failed.response == "no idea" && failed.recall == 0)
        #expect(failed.scores == [0, 0, 0, 0, 0, 0])
    }

    @Test("half of the answer's words is not above a half")
    func partialAnswers() throws {
        model.spoil = {
            $0.tokens.removeLast($0.tokens.count / 2)
            $0.attended.removeLast($0.attended.count / 2)
            $0.text = $0.text.split(separator: " ").prefix(2).joined(separator: " ")
        }
        let found = try detector(model).run(out: out)
        let first = found.trials[0]
        #expect(first.response == "under the" && first.recall == 0.5 && !first.success)
        // What was copied is still on record: 2 of 4 tokens.
        #expect(first.scores[1] == 0.5)
    }

    @Test("no success at all: no scores, said in a sentence, and the file can be read")
    func noSuccess() throws {
        model.answers = []
        let found = try detector(model).run(out: out)
        #expect(found.scores.samples == 0 && found.scores.attempts == 12)
        #expect(found.sentence.contains("found in none of 12 probes"))
        let written = try HeadScores.read(out)
        #expect(written == found.scores && written.score(HeadID(layer: 0, head: 1)) == 0)
        let error = #expect(throws: UsageError.self) {
            try HeadSelection.top(1).heads(of: written)
        }
        #expect(error?.description.contains("no successful probe (of 12)") == true)
    }

    @Test("killed at any batch and torn anywhere, the same bytes come out", arguments: 0..<4)
    func resumes(diesAt: Int) throws {
        _ = try detector(model).run(out: out)
        let batches = model.calls.count
        #expect(batches > 3)
        let killed = folder.file("killed.json")
        let dying = ScriptedModel()
        dying.answers = model.answers
        dying.diesAt = diesAt
        #expect(throws: ScriptedModel.Killed.self) { try detector(dying).run(out: killed) }
        #expect(!FileManager.default.fileExists(atPath: killed.path))
        // The kill came while the last line was written.
        let trials = HeadDetector.trialsURL(of: killed)
        let text = try Data(contentsOf: trials)
        let whole = text.split(separator: 0x0a).count
        if diesAt > 0 { try text.dropLast(9).write(to: trials) }

        let again = ScriptedModel()
        again.answers = model.answers
        var reports: [ProgressReport] = []
        let found = try detector(again).run(out: killed) { reports.append($0) }
        #expect(found.trials.count == 12)
        // The batch that lost its last line is decoded once more, as a whole.
        #expect(again.calls.count == batches - max(diesAt - 1, 0))
        #expect(again.calls == Array(model.calls.suffix(again.calls.count)))
        #expect(reports.first?.resumed == (diesAt > 0 ? whole - 2 : 0))
        #expect(reports.last?.done == 12)
        for url in [out, HeadDetector.trialsURL(of: out)] {
            let other = folder.file(
                url.lastPathComponent.replacingOccurrences(of: "heads", with: "killed"))
            #expect(try Data(contentsOf: url) == Data(contentsOf: other))
        }
    }

    @Test("cut at any byte, also between depths that share a prompt, the same bytes come out")
    func resumesAnywhere() throws {
        _ = try detector(model, lengths: [30, 60]).run(out: out)
        let whole = try Data(contentsOf: HeadDetector.trialsURL(of: out))
        for cut in stride(from: 0, to: whole.count, by: 61) {
            let torn = folder.file("torn-\(cut).json")
            try whole.prefix(cut).write(to: HeadDetector.trialsURL(of: torn))
            _ = try detector(model, lengths: [30, 60]).run(out: torn)
            #expect(try Data(contentsOf: HeadDetector.trialsURL(of: torn)) == whole, "\(cut)")
            #expect(try Data(contentsOf: torn) == Data(contentsOf: out), "\(cut)")
        }
    }

    @Test("a finished run asks the model nothing")
    func finished() throws {
        let first = try detector(model).run(out: out)
        let other = ScriptedModel()
        let second = try detector(other).run(out: out)
        #expect(other.calls.isEmpty && second.scores == first.scores)
    }

    @Test("trials of another model, grid or option are refused")
    func otherRun() throws {
        _ = try detector(model).run(out: out)
        for other in [
            try detector(model, fingerprint: "f2"), try detector(model, lengths: [60, 121]),
            try detector(model, batchTokens: 241),
        ] {
            let error = #expect(throws: UsageError.self) { try other.run(out: out) }
            #expect(error?.description.contains("trials of another run") == true)
        }
    }

    @Test("lengths and prompts that the model has no positions for are refused")
    func contextLength() throws {
        model.contextLength = 170
        _ = try detector(model)
        // The answer takes up to 50 positions after the prompt.
        model.contextLength = 169
        let tooLong = #expect(throws: UsageError.self) { try detector(model) }
        #expect(
            tooLong?.description
                == "length 120 and an answer of up to 50 tokens need more than the 169 positions of scripted: ask for lengths up to 119."
        )
        model.contextLength = 70
        let needle = #expect(throws: UsageError.self) {
            try detector(model, lengths: [20]).run(out: out)
        }
        #expect(needle?.description.hasPrefix("needle 0, its question (") == true)
        #expect(needle?.description.contains("the 70 positions of scripted") == true)
    }

    @Test("answers that do not fit the model's heads are refused")
    func misfit() throws {
        model.spoil = { $0.attended = $0.attended.map { $0.dropLast() } }
        #expect(throws: DataError.self) { try detector(model).run(out: out) }
        model.spoil = { $0.attended.removeLast() }
        #expect(throws: DataError.self) { try detector(model).run(out: out) }
    }

    @Test("depths that meet at one sentence boundary are decoded once")
    func sharedPrompts() throws {
        // At this length only the needle and the question fit, so all depths are one prompt.
        let found = try detector(model, lengths: [30]).run(out: out)
        #expect(found.trials.count == 6)
        #expect(model.calls.flatMap(\.self).count == 2)
        #expect(Set(found.trials.prefix(3).map(\.span)).count == 1)
    }
}
