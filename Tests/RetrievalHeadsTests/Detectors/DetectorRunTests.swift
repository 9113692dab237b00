import Artifacts
import Foundation
import Haystacks
import Storage
import TestSupport
import Testing

@testable import HeadAnalysis
@testable import RetrievalHeads

/// Runs with several detectors, and runs that stop when the ranking is stable.
@Suite struct DetectorRunTests {
    let folder: TemporaryFolder
    let model = ScriptedModel()
    var out: URL { folder.file("heads.json") }
    let copier = HeadID(layer: 0, head: 1)
    let half = HeadID(layer: 1, head: 2)

    init() throws {
        folder = try TemporaryFolder()
        model.answers = HeadDetectorTests.needles.map(\.answer)
    }

    func detector(
        _ model: ScriptedModel, _ kinds: [DetectorKind], stability: RankStability? = nil,
        depths: [Double] = [0, 50, 100], lengths: [Int] = [80, 120]
    ) throws -> HeadDetector {
        try HeadDetector(
            model: DetectionModel(
                languageModel: model, encoder: model, name: "scripted", fingerprint: "f1"),
            grid: HaystackGrid(
                lengths: lengths, depths: depths, needles: HeadDetectorTests.needles),
            filler: .builtIn(tokens: 400, seed: 3),
            layout: PromptLayout(opening: "", bridge: " ", closing: ""),
            options: DetectionOptions(batchTokens: 240, detectors: kinds, stability: stability))
    }

    @Test("every detector has a score file of its own")
    func files() throws {
        let found = try detector(model, [.copy, .forcedCopy, .mass, .query, .induction]).run(
            out: out)
        #expect(found.scores.mode == "default" && found.scores.score(copier) == 1)
        #expect(found.others.map(\.detector) == [.forcedCopy, .mass, .query, .induction])
        func read(_ kind: DetectorKind) throws -> HeadScores {
            try HeadScores.read(HeadDetector.scoresURL(of: out, kind))
        }
        #expect(HeadDetector.scoresURL(of: out, .mass).lastPathComponent == "heads.mass.json")
        #expect(try read(.forcedCopy).score(copier) == 1)
        // 1-2 looks at the first token of each span: 1 of 4 words, 1 of 6.
        #expect(abs(try read(.forcedCopy).score(half) - (0.25 + 1.0 / 6) / 2) < 1e-12)
        #expect(abs(try read(.mass).score(copier) - 0.5) < 1e-12)
        // 0.5 - 0.05
        #expect(abs(try read(.query).score(copier) - 0.45) < 1e-12)
        // Four sequences at each of two lengths.
        #expect(try read(.induction).samples == 8)
        #expect(try read(.mass).mode == "mass")
    }

    @Test("trials are found from every score file of a run, and agree with their own detector only")
    func agreement() throws {
        model.reads = 90
        let found = try detector(model, [.copy, .mass]).run(out: out)
        let mass = HeadDetector.scoresURL(of: out, .mass)
        let trials = HeadDetector.trialsURLs(of: mass, .mass)
        #expect(
            trials.map(\.lastPathComponent).prefix(2)
                == ["heads.mass.json.trials.jsonl", "heads.json.trials.jsonl"])
        #expect(trials[1] == HeadDetector.trialsURL(of: out))
        #expect(HeadDetector.trialsURLs(of: out, .copy) == [HeadDetector.trialsURL(of: out)])
        let scores = try HeadScores.read(mass)
        #expect(scores.agrees(with: found.trials, .mass))
        #expect(!scores.agrees(with: found.trials, .copy))
        #expect(found.scores.agrees(with: found.trials, .copy))
        // As many samples with other values are another run.
        var others = found.trials
        others[0].others?["mass"]?[1] += 0.1
        #expect(!scores.agrees(with: others, .mass))
        #expect(DetectorKind(mode: "default") == .copy && DetectorKind(mode: "paper") == .copy)
        #expect(DetectorKind(mode: "mass") == .mass && DetectorKind(mode: "qrhead") == nil)
    }

    @Test("random tokens alone need no needles")
    func repeatsOnly() throws {
        let found = try detector(model, [.induction, .echo]).run(out: out)
        #expect(model.calls.isEmpty && found.trials.isEmpty && found.planned == 0)
        // Four sequences at each of two lengths.
        #expect(found.scores.mode == "induction" && found.scores.samples == 8)
        #expect(found.others.map(\.scores.samples) == [8])
    }

    @Test("lengths that hold no tokens to repeat are refused")
    func shortRepeats() throws {
        let error = #expect(throws: UsageError.self) {
            try detector(model, [.copy, .echo], lengths: [80, 7])
        }
        #expect(error?.description.contains("length 7 is too short for echo") == true)
        #expect(error?.description.contains("give 8 or more") == true)
        #expect(try detector(model, [.echo], lengths: [8]).run(out: out).scores.samples == 4)
    }

    /// In a round with a token twice, its two contexts are equal, and only one of them would count.
    @Test("lengths that ask for more different tokens than the filler has are refused")
    func longRepeats() throws {
        let filler = try Filler.builtIn(tokens: 400, seed: 3)
        let tokens = try StandardProbePrompts(encoder: model, filler: filler, layout: .book)
            .plainTokens().count
        model.contextLength = 100_000
        let most = 4 * tokens + 3
        _ = try detector(model, [.induction], lengths: [most])
        let error = #expect(throws: UsageError.self) {
            try detector(model, [.induction], lengths: [most + 1])
        }
        #expect(
            error?.description
                == "induction repeats \(tokens + 1) different tokens 4 times to fill length \(most + 1), but the filler has \(tokens): give lengths up to \(most), or more text."
        )
        let round = RepeatedTokens(length: 4 * tokens, from: Array(0..<tokens), seed: 1).round
        #expect(round.sorted() == Array(0..<tokens))
    }

    @Test("options that make no sense are refused")
    func options() throws {
        func refusal(_ detectors: [DetectorKind], _ stability: RankStability? = nil) -> String? {
            let error = #expect(throws: UsageError.self) {
                try DetectionOptions(detectors: detectors, stability: stability).check()
            }
            return error?.description
        }
        let all = "copy, forced-copy, mass, query, induction, echo"
        #expect(refusal([]) == "give at least one detector of \(all).")
        #expect(
            refusal([.copy, .mass, .copy])
                == "detector copy is given twice; give each of \(all) once.")
        #expect(
            refusal([.copy], RankStability(round: 0)) == "a round has 0 probes; give 1 or more.")
        #expect(
            refusal([.copy], RankStability(threshold: 0))
                == "the threshold is 0.0; give a score above 0, at most 1.")
        #expect(
            refusal([.copy], RankStability(overlap: 1.5))
                == "the overlap is 1.5; give a share from 0 to 1.")
    }

    @Test("a forced sentence that does not fit is refused before the first probe")
    func forcedTooLong() throws {
        // `The winner receives a silver pumpkin and plum jam` goes after the prompt but for its last
        // word: eight words. One token is decoded, for no answer is asked for.
        model.contextLength = 128
        _ = try detector(model, [.forcedCopy])
        model.contextLength = 127
        let error = #expect(throws: UsageError.self) { try detector(model, [.forcedCopy]) }
        #expect(
            error?.description
                == "length 120 and the sentence of needle 1, which is put after it (8 tokens), need more than the 127 positions of scripted: ask for lengths up to 119."
        )
        #expect(model.calls.isEmpty)
        // The question alone is read within the prompt.
        _ = try detector(model, [.query])
    }

    @Test("attention counts for probes that were not answered, too")
    func failures() throws {
        model.reads = 90
        let found = try detector(model, [.copy, .mass]).run(out: out)
        #expect(found.scores.samples == 6 && found.others[0].scores.samples == 12)
    }

    @Test("without copy nothing is generated")
    func attentionOnly() throws {
        let found = try detector(model, [.forcedCopy]).run(out: out)
        #expect(found.scores.mode == "forced-copy" && found.scores.score(copier) == 1)
        #expect(found.trials.allSatisfy { $0.response == "" && $0.scores == [] })
    }

    @Test("a killed run goes on and ends with the same bytes")
    func resume() throws {
        let kinds: [DetectorKind] = [.copy, .mass, .query]
        _ = try detector(model, kinds).run(out: out)
        let dying = ScriptedModel()
        dying.answers = model.answers
        dying.diesAt = 2
        let other = folder.file("again.json")
        #expect(throws: ScriptedModel.Killed.self) {
            try detector(dying, kinds).run(out: other)
        }
        dying.diesAt = nil
        _ = try detector(dying, kinds).run(out: other)
        for kind in [DetectorKind.mass, .query] {
            #expect(
                try Data(contentsOf: HeadDetector.scoresURL(of: out, kind))
                    == Data(contentsOf: HeadDetector.scoresURL(of: other, kind)))
        }
        #expect(try Data(contentsOf: out) == Data(contentsOf: other))
    }

    @Test("until stable: the same heads from a part of the probes, again after a kill")
    func untilStable() throws {
        let depths = stride(from: 0.0, through: 100, by: 5).map { $0 }
        let whole = try detector(model, [.copy], depths: depths).run(out: folder.file("all.json"))
        let stability = RankStability(round: 9)
        let found = try detector(model, [.copy], stability: stability, depths: depths).run(out: out)
        #expect(whole.trials.count == 84 && found.planned == 84)
        // Two rounds in a row are stable from the first on: nine samples are enough.
        #expect(found.trials.count == 18 && found.isStable == true && whole.isStable == nil)
        let selection = HeadSelection.atLeast(0.1)
        #expect(
            try Set(selection.heads(of: found.scores)) == Set(selection.heads(of: whole.scores)))
        let calls = model.calls.count
        let again = try detector(model, [.copy], stability: stability, depths: depths).run(out: out)
        #expect(again.trials == found.trials && model.calls.count == calls)
    }

    @Test("stable with the last round is stable; one round says nothing")
    func stableAtTheEnd() throws {
        // Twelve probes in two rounds of six: the first is below the fewest samples that count.
        let short = try detector(model, [.copy], stability: RankStability(round: 6)).run(out: out)
        #expect(short.trials.count == 12 && short.isStable == false)
        // Sixteen in two of eight, both stable.
        let depths: [Double] = [0, 25, 50, 75]
        let found = try detector(
            model, [.copy], stability: RankStability(round: 8), depths: depths
        ).run(out: folder.file("end.json"))
        #expect(found.trials.count == 16 && found.planned == 16 && found.isStable == true)
    }

    @Test("an answer is what follows the thought, copying counts in both")
    func thinking() throws {
        #expect(
            StandardProbeScoring.answerAfterReasoning("<think>red?</think> the hat") == " the hat")
        #expect(StandardProbeScoring.answerAfterReasoning("<think>red? or blue") == "")
        // The scripted answers have no end of a thought, so none is an answer ...
        let run = try HeadDetector(
            model: DetectionModel(
                languageModel: model, encoder: model, name: "scripted", fingerprint: "f1"),
            grid: HaystackGrid(
                lengths: [80], depths: [50], needles: HeadDetectorTests.needles),
            filler: .builtIn(tokens: 400, seed: 3), options: DetectionOptions(reasoning: true))
        #expect(try run.run(out: out).trials.allSatisfy { !$0.success && $0.response == "" })
        // ... until one is put before them; scores stay those of all tokens.
        model.spoil = { $0.text = "<think>where?</think>" + $0.text }
        let found = try run.run(out: folder.file("other.json"))
        #expect(found.trials.allSatisfy(\.success) && found.scores.score(copier) == 1)
    }

    @Test("what does not go together is refused")
    func refused() throws {
        let error = #expect(throws: UsageError.self) { try detector(model, [.copy, .copy]) }
        #expect("\(try #require(error))".contains("forced-copy"))
        let unread = #expect(throws: UsageError.self) {
            try detector(model, [.echo, .copy], stability: RankStability())
        }
        #expect(unread?.description.contains("the first detector is echo") == true)
        var options = DetectionOptions(mode: .paper)
        options.detectors = [.copy, .mass]
        #expect(throws: UsageError.self) { try options.check() }
        options.detectors = [.copy]
        try options.check()
    }
}
