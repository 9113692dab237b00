import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization
import Torch

@testable import PreferenceTraining

@Suite(.serialized) struct PreferenceTrainerTests {
    struct Kill: Error {}

    /// A folder with a copy of the pairs, since the reference is kept beside them.
    let folder: TemporaryFolder
    let file: URL

    init() throws { (folder, file) = try Golden.copiedPairs() }

    func trainer(_ options: PreferenceOptions) throws -> PreferenceTrainer {
        PreferenceTrainer(
            model: try Golden.loaded(), text: try ChatTokenizer.load(Golden.model),
            fingerprint: try ModelFolder.fingerprint(Golden.model), options: options)
    }

    /// Trains on the recorded rows.
    @discardableResult
    func train(
        _ trainer: PreferenceTrainer, _ name: String, restarts: Bool = false,
        events: PreferenceTrainer.Events = .init()
    ) throws -> TrainingReport? {
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: trainer.options,
            contextLength: 256)
        return try trainer.train(
            dataset, source: Golden.model, to: folder.file(name), restarts: restarts,
            events: events)
    }

    func log(_ name: String) throws -> [TrainingStep] {
        try JSONLines.read(TrainingStep.self, from: folder.file("\(name)/training.jsonl"))
    }

    @Test func fiftyStepsEqualTRL() throws {
        let golden = try Golden.training()
        try train(try trainer(Golden.options), "out")
        let rows = try log("out")
        #expect(rows.count == 50)
        try Golden.expectEqual(rows, golden.steps)
    }

    @Test func killedAnywhereItEndsTheSame() throws {
        var options = Golden.options
        options.schedule.epochs = 8
        options.schedule.shuffle = true
        options.schedule.checkpointSteps = 5
        options.schedule.loggingSteps = 2
        // Several passes a micro-batch.
        options.memory.batchTokens = 150
        options.memory.checkpointsActivations = true
        let whole = try trainer(options)
        try train(whole, "whole")
        for death in [1, 5, 9, 14] {
            var events = PreferenceTrainer.Events()
            events.afterStep = { if $0 == death { throw Kill() } }
            #expect(throws: Kill.self) { try train(try trainer(options), "killed", events: events) }
            #expect(!FileManager.default.fileExists(atPath: folder.file("killed").path))
        }
        let survivor = try trainer(options)
        var first: ProgressReport?
        var events = PreferenceTrainer.Events()
        events.progress = { if $0.label == "training" { first = first ?? $0 } }
        let report = try train(survivor, "killed", events: events)
        #expect(report?.steps == 16 && first?.resumed == 10)
        for (one, other) in zip(whole.model.parameters, survivor.model.parameters) {
            #expect(try one.tensor.floats() == other.tensor.floats())
        }
        for name in [
            "training.jsonl", "trainer_state.json", "model.safetensors", "preference.json",
        ] {
            #expect(
                try Data(contentsOf: folder.file("whole/\(name)"))
                    == Data(contentsOf: folder.file("killed/\(name)")), "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("killed.checkpoints").path))
    }

    @Test func stopsWhenAskedAndGoesOn() throws {
        var options = Golden.options
        options.schedule.epochs = 3
        let whole = try trainer(options)
        try train(whole, "whole")
        var events = PreferenceTrainer.Events()
        var done = 0
        events.progress = { if $0.label == "training" { done = $0.done } }
        events.isStopped = { done == 2 }
        #expect(try train(try trainer(options), "stopped", events: events) == nil)
        let other = try trainer(options)
        #expect(try train(other, "stopped")?.steps == 6)
        for (one, two) in zip(whole.model.parameters, other.model.parameters) {
            #expect(try one.tensor.floats() == two.tensor.floats())
        }
    }

    @Test func finishedFoldersAreCompleteAndNotTrainedAgain() throws {
        var options = Golden.options
        options.schedule.epochs = 1
        let report = try train(try trainer(options), "out")
        let reloaded = try DecoderModel.load(folder.file("out"))
        #expect(reloaded.configuration == (try Golden.loaded()).configuration)
        struct State: Decodable {
            var global_step: Int
            var max_steps: Int
            var epoch: Double
            var log_history: [TrainingStep]
        }
        let state = try AtomicFile.read(
            json: State.self, from: folder.file("out/trainer_state.json"))
        #expect(state.global_step == 2 && state.max_steps == 2 && state.epoch == 1)
        #expect(try state.log_history == log("out"))
        // As a kill between the two last calls of a run leaves it.
        let work = folder.file("out.checkpoints")
        try AtomicFile.createFolder(work)
        try Data("weights".utf8).write(to: work.appendingPathComponent("step-2.safetensors"))
        var steps = 0
        var events = PreferenceTrainer.Events()
        events.progress = { _ in steps += 1 }
        #expect(try train(try trainer(options), "out", events: events) == report)
        #expect(steps == 0)
        #expect(!FileManager.default.fileExists(atPath: work.path))

        options.loss.beta = 0.2
        #expect {
            try train(try trainer(options), "out")
        } throws: { error in
            error is UsageError && "\(error)".contains("beta 0.1, now 0.2")
        }
        #expect(try train(try trainer(options), "out", restarts: true)?.options.loss.beta == 0.2)
    }

    @Test func supervisedTrainingRaisesTheChosenAnswers() throws {
        var options = Golden.options
        options.loss.objective = .supervised
        options.loss.labelSmoothing = 0
        options.schedule.epochs = 10
        try train(try trainer(options), "out")
        let rows = try log("out")
        let golden = try Golden.training()
        // The first step of the first micro-batches: mean over tokens of -log p under the reference.
        let references = golden.references.map { $0[0] }
        let tokens = golden.rows.map { $0.chosen.count }
        func mean(_ rows: Range<Int>) -> Double {
            -references[rows].reduce(0, +) / Double(tokens[rows].reduce(0, +))
        }
        #expect(abs(rows[0].loss - (mean(0..<3) + mean(3..<6)) / 2) <= Golden.tokenBound)
        #expect(rows[18].loss < rows[0].loss && rows[18].metrics["rewards/chosen"]! > 0)
        #expect(rows[0].metrics["rewards/rejected"] == nil)
    }

    @Test func truncationIsReportedBeforeTheFirstStep() throws {
        var options = Golden.options
        options.schedule.epochs = 1
        options.tokens.maxLength = 40
        var order: [String] = []
        var events = PreferenceTrainer.Events()
        events.truncation = { order.append("cut \($0.cutPairs)") }
        events.progress = { order.append($0.label) }
        try train(try trainer(options), "out", events: events)
        let long = try Golden.training().rows.count { $0.pair.length > 40 }
        #expect(long > 0)
        #expect(order.first == "cut \(long)" && order.last == "training")
    }

    @Test func conversationsAreTrainedOnFromTheFile() throws {
        var options = PreferenceOptions()
        options.schedule.epochs = 1
        options.schedule.microBatchSize = 4
        let report = try trainer(options).train(
            pairs: file, source: Golden.model, to: folder.file("out"))
        #expect(report?.steps == 2 && report?.truncation.cutPairs == 0)
        // Nothing has been learned before the first step: log 2.
        #expect(Golden.agree("loss", try log("out")[0].loss, Foundation.log(2), step: 1))
    }

    /// Steps of the same pairs, cut otherwise and with less kept: the same training but for
    /// rounding.
    @Test(arguments: PreferenceObjective.allCases)
    func memoryDoesNotChangeTheTraining(objective: PreferenceObjective) throws {
        var options = Golden.options
        options.loss.objective = objective
        if objective == .supervised { options.loss.labelSmoothing = 0 }
        options.schedule.epochs = 3
        try train(try trainer(options), "plain")
        let plain = try log("plain")
        var frugal = options
        frugal.memory.batchTokens = 150
        frugal.memory.checkpointsActivations = true
        var padded = options
        padded.memory.layout = .padded
        for (name, options) in [("frugal", frugal), ("padded", padded)] {
            try train(try trainer(options), name)
            let rows = try log(name)
            #expect(rows.count == plain.count)
            for (row, wanted) in zip(rows, plain) {
                let chosen = (row.metrics["logps/chosen"]!, wanted.metrics["logps/chosen"]!)
                for (field, pair) in [
                    ("loss", (row.loss, wanted.loss)), ("logps/chosen", chosen),
                    ("grad_norm", (row.gradNorm, wanted.gradNorm)),
                ] {
                    #expect(
                        Golden.agree(field, pair.0, pair.1, step: row.step), "\(name), \(field)")
                }
            }
        }
    }

    @Test func goesOnPaddedWhereThePackedLayoutDiffers() throws {
        var options = Golden.options
        options.schedule.epochs = 1
        var doubting = try trainer(options)
        doubting.parityTolerance = 0
        var warnings: [String] = []
        var events = PreferenceTrainer.Events()
        events.warning = { warnings.append($0) }
        let report = try train(doubting, "doubting", events: events)
        #expect(warnings.count == 1 && report?.warnings == warnings)
        #expect(warnings[0].contains("padded layout") && warnings[0].contains("differs"))
        #expect(!warnings[0].contains("--checkpoint-activations"))
        options.memory.layout = .padded
        try train(try trainer(options), "padded")
        #expect(try log("doubting") == log("padded"))

        // What the options ask for in vain is said.
        options.memory.layout = .packed
        options.memory.checkpointsActivations = true
        var frugal = try trainer(options)
        frugal.parityTolerance = 0
        try train(frugal, "frugal", events: events)
        #expect(warnings.count == 2)
        #expect(warnings[1].contains("--checkpoint-activations has no effect"))
        #expect(try log("frugal") == log("padded"))
    }

    @Test func layerInputsNeedThePackedLayout() throws {
        var options = Golden.options
        options.memory.layout = .padded
        options.memory.checkpointsActivations = true
        #expect(throws: UsageError.self) { try options.validate() }
    }

    @Test func badOptionsAreOneSentence() throws {
        var options = PreferenceOptions()
        options.loss.beta = 0
        options.schedule.epochs = 0
        #expect {
            try train(try trainer(options), "out")
        } throws: { error in
            "\(error)".contains("beta is 0.0") && "\(error)".contains("epochs is 0")
        }
    }
}
