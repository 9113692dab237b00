import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import PreferenceTraining

/// From sampling to training: what is captured is what would have been computed.
@Suite struct ReferenceCaptureTests {
    let folder: TemporaryFolder
    let file: URL
    let model: DecoderModel
    let text: ChatTokenizer
    let fingerprint: String

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("pairs.jsonl")
        model = try Golden.loaded()
        text = try ChatTokenizer.load(Golden.model)
        fingerprint = try ModelFolder.fingerprint(Golden.model)
    }

    /// Samples twelve pairs and writes them; captures those that are wanted.
    func sample(where isWanted: @escaping (Int) -> Bool = { _ in true }) throws -> Int {
        let questions = (0..<12).map { "What is \($0) and \($0 * 7 % 5)?" }
        let requests = questions.enumerated().flatMap { index, question in
            [[], [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 2)]].map {
                CompletionRequest(
                    messages: [.user(question)],
                    sampling: SamplingParameters(
                        temperature: 1.2, maxTokens: 6, seed: UInt64(index)),
                    ablation: HeadAblation($0))
            }
        }
        var count = 0
        let capture = ReferenceCapture(
            beside: file, model: model, fingerprint: fingerprint,
            tokens: try PreferenceTokens(text, mode: .corrected)
        ) { _, _ in
            defer { count += 1 }
            return isWanted(count)
        }
        let answers = try ModelResponder(model: model, text: text, pairObserver: capture)
            .respond(to: requests)
        let pairs = questions.indices.map { index in
            PreferencePair(
                conversationID: "\(index)",
                chosen: [.user(questions[index]), .assistant(answers[2 * index].text)],
                rejected: [.user(questions[index]), .assistant(answers[2 * index + 1].text)])
        }
        try JSONLines.write(pairs, to: file)
        let place = CapturedReference.file(beside: file)
        guard FileManager.default.fileExists(atPath: place.path) else { return 0 }
        return try JSONLines.read(CapturedReference.self, from: place).count
    }

    /// A run of contrast goes on; training says it of the pair.
    @Test func aRefusedRenderingIsNotCaptured() throws {
        let copy = try TemporaryFolder()
        for name in ["tokenizer.json", "tokenizer_config.json", "config.json"] {
            try Fixture.data("preference/model/\(name)").write(to: copy.file(name))
        }
        let template =
            "{% for m in messages %}{% if 'no' in m.content %}{{ raise_exception('no') }}{% endif %}{{ m.content }}{% endfor %}"
        try Data(template.utf8).write(to: copy.file("chat_template.jinja"))
        let tokens = try PreferenceTokens(ChatTokenizer.load(copy.url), mode: .corrected)
        let capture = ReferenceCapture(
            beside: file, model: model, fingerprint: fingerprint, tokens: tokens
        ) { $0 != $1 }
        func answer(_ text: String) -> Completion {
            Completion(text: text, tokens: 1, finishReason: "stop")
        }
        let prompt = try tokens.text.ids([.user("a")], generationPrompt: true, inputs: .none)
        func captured(_ chosen: String) throws -> Bool {
            try capture.answers(
                to: [.user("a")], .none, prompt: prompt, chosen: answer(chosen),
                rejected: answer("b")) != nil
        }
        #expect(try captured("yes"))
        #expect(try !captured("no"))
    }

    struct Outcome {
        var rows: [TrainingStep]
        var known: Int?
        var warnings: [String]
        var stages: Set<String> = []
    }

    func train(
        _ name: String, _ options: PreferenceOptions? = nil, fingerprint: String? = nil
    ) throws -> Outcome {
        var settings = options ?? PreferenceOptions()
        settings.schedule.microBatchSize = 4
        settings.schedule.epochs = 1
        settings.schedule.learningRate = 1e-4
        var outcome = Outcome(rows: [], warnings: [])
        var events = PreferenceTrainer.Events()
        events.captured = { known, all in
            #expect(all == 12)
            outcome.known = known
        }
        events.progress = { outcome.stages.insert($0.label) }
        let trainer = PreferenceTrainer(
            model: try Golden.loaded(), text: text,
            fingerprint: fingerprint ?? self.fingerprint, options: settings)
        let report = try #require(
            try trainer.train(
                pairs: file, source: Golden.model, to: folder.file(name), events: events))
        outcome.warnings = report.warnings.filter { $0.contains("captured") }
        outcome.rows = try JSONLines.read(
            TrainingStep.self, from: folder.file("\(name)/training.jsonl"))
        return outcome
    }

    /// Trains once with and once without what was captured.
    func compare(_ with: Outcome) throws {
        try FileManager.default.removeItem(at: CapturedReference.file(beside: file))
        let without = try train("without")
        #expect(without.known == nil && without.stages.contains("reference"))
        #expect(with.rows.count == 3 && without.rows.count == 3)
        for (one, other) in zip(with.rows, without.rows) {
            #expect(Golden.agree("loss", one.loss, other.loss, step: one.step))
            for name in ["rewards/chosen", "rewards/rejected", "logps/chosen"] {
                let pair = (try #require(one.metrics[name]), try #require(other.metrics[name]))
                #expect(Golden.agree(name, pair.0, pair.1, step: one.step), "\(name)")
            }
        }
    }

    @Test func allPairs() throws {
        #expect(try sample() == 12)
        let outcome = try train("with")
        #expect(outcome.known == 12 && outcome.warnings.isEmpty)
        #expect(outcome.stages.contains("checking the captured reference"))
        #expect(!outcome.stages.contains("reference"))
        try compare(outcome)
    }

    @Test func whatIsMissingIsComputed() throws {
        #expect(try sample { $0 % 3 == 0 } == 4)
        let outcome = try train("with")
        #expect(outcome.known == 4 && outcome.stages.contains("reference"))
        try compare(outcome)
    }

    @Test func valuesOfAnotherModelAreNotLookedAt() throws {
        #expect(try sample() == 12)
        let outcome = try train("other", fingerprint: "other")
        #expect(outcome.known == nil && outcome.warnings.isEmpty)
        #expect(!outcome.stages.contains("checking the captured reference"))
        let pair = TokenizedPair(prompt: [1], chosen: [2], rejected: [3])
        let half = try DecoderModel.load(Golden.model, dtype: .bfloat16)
        let keys = [
            CapturedReferences.Key(model, fingerprint: "a"),
            CapturedReferences.Key(model, fingerprint: "b"),
            CapturedReferences.Key(half, fingerprint: "a"),
        ]
        #expect(try Set(keys.map { try $0.of(pair) }).count == 3)
    }

    @Test("wrong values, and those of other tokens")
    func wrongValues() throws {
        #expect(try sample() == 12)
        let place = CapturedReference.file(beside: file)
        var rows = try JSONLines.read(CapturedReference.self, from: place)
        for index in rows.indices { rows[index].rejected += 0.5 }
        try JSONLines.write(rows, to: place)
        let outcome = try train("wrong")
        #expect(outcome.known == nil && outcome.stages.contains("reference"))
        #expect(outcome.warnings.count == 1)
        // The values of a pair are found by its tokens, so others are not looked at.
        for index in rows.indices { rows[index].tokens += "0" }
        try JSONLines.write(rows, to: place)
        let other = try train("other")
        #expect(other.known == nil && other.warnings.isEmpty)
        #expect(!other.stages.contains("checking the captured reference"))
    }

    @Test("other tokens and weighted sums are computed")
    func otherTokens() throws {
        #expect(try sample() == 12)
        var paper = PreferenceOptions()
        paper.tokens.mode = .paper
        #expect(try train("paper", paper).known == nil)
        var weighted = PreferenceOptions()
        weighted.loss.ldAlpha = 0.5
        #expect(try train("weighted", weighted).known == nil)
        // Where they are not used, the file may go.
        try FileManager.default.removeItem(at: CapturedReference.file(beside: file))
        #expect(try train("weighted", weighted).rows.count == 3)
    }

    @Test func validationPairsHaveTheirs() throws {
        #expect(try sample() == 12)
        let other = folder.file("held.jsonl")
        try FileManager.default.copyItem(at: file, to: other)
        let captured = CapturedReference.file(beside: file)
        try FileManager.default.moveItem(at: captured, to: CapturedReference.file(beside: other))
        var options = PreferenceOptions()
        (options.schedule.microBatchSize, options.schedule.epochs) = (4, 1)
        let trainer = PreferenceTrainer(
            model: try Golden.loaded(), text: text, fingerprint: fingerprint, options: options)
        var known: [Int] = []
        var events = PreferenceTrainer.Events()
        events.captured = { count, _ in known.append(count) }
        func train() throws -> TrainingReport? {
            try trainer.train(
                pairs: file, validation: other, source: Golden.model, to: folder.file("out"),
                events: events)
        }
        let report = try #require(try train())
        #expect(known == [12] && report.captured == nil && report.capturedValidation != nil)
        try FileManager.default.removeItem(at: CapturedReference.file(beside: other))
        let error = #expect(throws: UsageError.self) { try train() }
        #expect(error?.description.contains("captured reference of the evaluation pairs") == true)
    }

    @Test func aRunDoesNotGoOnWithOthers() throws {
        #expect(try sample() == 12)
        let options = PreferenceOptions()
        _ = try train("out", options)
        try FileManager.default.removeItem(at: CapturedReference.file(beside: file))
        let error = #expect(throws: UsageError.self) { try train("out", options) }
        #expect(error?.description.contains("captured reference") == true)
    }

    @Test func samplesAreSpread() {
        #expect(CapturedReferences.sample([]) == [])
        #expect(CapturedReferences.sample([4, 9]) == [4, 9])
        #expect(
            CapturedReferences.sample(Array(0..<80)) == [0, 10, 20, 30, 40, 50, 60, 70])
    }
}
