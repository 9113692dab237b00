import Artifacts
import DecoderModels
import Foundation
import Organism
import Storage
import TestSupport
import Testing
import Torch

@testable import OrganismTraining

@Suite(.serialized) struct OrganismTrainerTests {
    struct Kill: Error {}
    static let steps = 24
    static let source = Fixture.url("preference/model")

    /// - Parameter death: the step, counted from 0, in which the run dies.
    func trainer(workers: Int = 2, steps: Int = Self.steps, death: Int = .max) throws
        -> OrganismTrainer
    {
        let configuration = try ModelConfiguration(folder: Fixture.url("preference/model"))
        var options = OrganismTrainingOptions()
        options.workers = workers
        options.checkpointSteps = 5
        options.logSteps = 3
        return OrganismTrainer(
            model: try DecoderModel.random(configuration, seed: 4, scale: 0.05),
            schedule: CopyTask.schedule(steps), options: options, identity: ["task": "copy"]
        ) { step in
            if step == death { throw Kill() }
            return CopyTask.batch(step)
        }
    }

    func weights(_ trainer: OrganismTrainer) throws -> [[Float]] {
        try trainer.model.parameters.map { try $0.tensor.floats() }
    }

    /// What does not depend on the clock.
    func timeless(_ rows: [OrganismTrainingRow]) -> [OrganismTrainingRow] {
        rows.map {
            var row = $0
            row.tokensPerSecond = 0
            return row
        }
    }

    @Test func learnsToCopy() throws {
        let folder = try TemporaryFolder()
        let trainer = try trainer(steps: 300)
        let (rows, isFinished) = try trainer.train(to: folder.file("model"), source: Self.source)
        #expect(isFinished)
        let (first, last) = (try #require(rows.first), try #require(rows.last))
        // Blind guessing among 16 tokens costs ln 16 = 2.77 and is right once in 16 times.
        #expect(first.answerLoss > 2.7 && first.answerAccuracy < 0.2)
        #expect(last.answerLoss < 0.5 && last.answerAccuracy > 0.9)
        #expect(last.step == 300 && last.phase == "decay")
        #expect(first.phase == "copy")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(Set(names) == ["model", "model.run.json"])
        let saved = try SafeTensorsFolder(folder.file("model"))
        for (name, tensor) in trainer.model.parameters {
            #expect(try saved.tensor(name).floats() == tensor.floats())
        }
    }

    @Test func killedAnywhereItEndsTheSame() throws {
        let folder = try TemporaryFolder()
        let whole = try trainer()
        let (rows, _) = try whole.train(to: folder.file("whole"), source: Self.source)
        let expected = try weights(whole)

        let out = folder.file("killed")
        // Before any checkpoint, between two, and right after one.
        for death in [3, 8, 15, 21] {
            #expect(throws: Kill.self) {
                try trainer(death: death).train(to: out, source: Self.source)
            }
            #expect(!FileManager.default.fileExists(atPath: out.path))
        }
        let survivor = try trainer()
        let (resumed, isFinished) = try survivor.train(to: out, source: Self.source)
        #expect(isFinished)
        #expect(try weights(survivor) == expected)
        #expect(timeless(resumed) == timeless(rows))
    }

    @Test func stopsWhenAskedAndGoesOn() throws {
        let folder = try TemporaryFolder()
        let whole = try trainer()
        try whole.train(to: folder.file("whole"), source: Self.source)
        let out = folder.file("stopped")
        let stopped = try trainer()
        var taken = 0
        let first = try stopped.train(
            to: out, source: Self.source, progress: { taken = $0.done }, isStopped: { taken == 6 })
        #expect(!first.isFinished && taken == 7)
        let other = try trainer()
        var begun: ProgressReport?
        let second = try other.train(
            to: out, source: Self.source, progress: { begun = begun ?? $0 })
        #expect(second.isFinished && begun?.done == 8 && begun?.resumed == 7)
        #expect(try weights(other) == weights(whole))
    }

    @Test func oneWorkerAgreesUpToRounding() throws {
        let folder = try TemporaryFolder()
        let (two, one) = (try trainer(), try trainer(workers: 1))
        let (rows, _) = try two.train(to: folder.file("two"), source: Self.source)
        let (others, _) = try one.train(to: folder.file("one"), source: Self.source)
        for (row, other) in zip(rows.prefix(3), others) {
            // Losses near 6 after up to nine steps, forward and back, of two ways that add up otherwise.
            let bound = Roundoff.likely(
                steps: 6 * BatchShareTests.roundings * (row.step + 1), scale: row.loss)
            #expect(Roundoff.holds(abs(row.loss - other.loss), bound, "workers \(row.step)"))
        }
    }

    @Test func aFinishedRunIsNotRepeated() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("model")
        let (rows, _) = try trainer().train(to: out, source: Self.source)
        var steps = 0
        let (again, isFinished) = try trainer().train(
            to: out, source: Self.source, progress: { _ in steps += 1 })
        #expect(isFinished && steps == 0)
        #expect(timeless(again) == timeless(rows))
    }

    @Test func anotherRunIsRefusedAndRestarted() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("model")
        try trainer().train(to: out, source: Self.source)
        var other = try trainer()
        other.options.rate = 1e-3
        #expect(throws: UsageError.self) { try other.train(to: out, source: Self.source) }
        #expect(try other.train(to: out, source: Self.source, restarts: true).isFinished)
    }

    @Test func badOptionsAndBatchesAreSentences() throws {
        let folder = try TemporaryFolder()
        var trainer = try trainer()
        trainer.options.workers = 0
        trainer.options.rate = -1
        #expect {
            try trainer.train(to: folder.file("model"), source: Self.source)
        } throws: { error in
            "\(error)".contains("rate is -1.0") && "\(error)".contains("workers is 0")
        }
        let uneven = OrganismTrainer(model: trainer.model, schedule: CopyTask.schedule(4)) { step in
            var batch = CopyTask.batch(step)
            batch.tokens[1].removeLast()
            return batch
        }
        #expect(throws: DataError.self) {
            try uneven.train(to: folder.file("model"), source: Self.source)
        }
    }
}
