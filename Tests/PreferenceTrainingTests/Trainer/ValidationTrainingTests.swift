import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization
import Torch

@testable import PreferenceTraining

@Suite(.serialized) struct ValidationTrainingTests {
    struct Kill: Error {}

    let folder: TemporaryFolder
    let file: URL

    init() throws { (folder, file) = try Golden.copiedPairs() }

    /// Overfits six pairs fast, so that two held-out ones get worse.
    var options: PreferenceOptions {
        var options = Golden.options
        options.loss.labelSmoothing = 0
        options.loss.beta = 1
        // Rate and seed by which the two pairs held out get better at first, then worse.
        options.schedule.learningRate = 1e-4
        options.seed = 8
        options.schedule.kind = .constant
        options.schedule.epochs = 20
        options.schedule.shuffle = true
        options.validation.size = 2
        options.validation.evaluationSteps = 1
        options.validation.patience = 4
        options.schedule.checkpointSteps = 5
        return options
    }

    @discardableResult
    func train(
        _ options: PreferenceOptions, _ name: String, events: PreferenceTrainer.Events = .init(),
        validation: PairDataset? = nil
    ) throws -> TrainingReport? {
        let trainer = PreferenceTrainer(
            model: try Golden.loaded(), text: try ChatTokenizer.load(Golden.model),
            fingerprint: "fixture", options: options)
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: options,
            contextLength: 256)
        return try trainer.train(
            dataset, validation: validation, source: Golden.model, to: folder.file(name),
            events: events)
    }

    func log(_ name: String) throws -> [TrainingStep] {
        try JSONLines.read(TrainingStep.self, from: folder.file("\(name)/training.jsonl"))
    }

    func weights(_ name: String) throws -> Data {
        try Data(contentsOf: folder.file("\(name)/model.safetensors"))
    }

    @Test func endsEarlyWithTheBestWeights() throws {
        let report = try #require(try train(options, "out"))
        let losses = try log("out").map { $0.metrics["eval_loss"]! }
        let best = try #require(report.best)
        // It got better, then four times no better.
        #expect(best.step > 1 && report.steps == best.step + 4 && report.steps < 20)
        #expect(losses.count == report.steps && losses.min() == best.loss)
        #expect(losses[best.step - 1] == best.loss && report.validationCount == 2)

        // Training that ends where the best was has the same weights.
        var until = options
        until.validation.patience = nil
        until.validation.keep = .last
        var events = PreferenceTrainer.Events()
        var done = 0
        events.progress = { if $0.label == "training" { done = $0.done } }
        events.isStopped = { done == best.step - 1 }
        #expect(try train(until, "until", events: events) == nil)
        let stopped = try SafeTensorsFile(
            folder.file("until.checkpoints/step-\(best.step).safetensors"))
        let kept = try DecoderModel.load(folder.file("out"))
        for parameter in kept.parameters {
            let other = try stopped.tensor("parameter.\(parameter.name)")
            #expect(try parameter.tensor.floats() == other.floats())
        }
    }

    @Test func keepLastKeepsTheLast() throws {
        var last = options
        last.validation.keep = .last
        let report = try #require(try train(last, "last"))
        #expect(report.best!.step < report.steps)
        try train(options, "best")
        #expect(try weights("last") != weights("best"))
        #expect(try log("last") == log("best"))
    }

    @Test func killedAnywhereItEndsTheSame() throws {
        let whole = try #require(try train(options, "whole"))
        let best = try #require(whole.best?.step)
        // At, before and after the best; within and after the patience.
        for death in [1, best - 1, best, best + 1, whole.steps - 1, whole.steps] where death > 0 {
            var events = PreferenceTrainer.Events()
            events.afterStep = { if $0 == death { throw Kill() } }
            #expect(throws: Kill.self) { try train(options, "killed", events: events) }
        }
        #expect(try train(options, "killed") == whole)
        for name in ["model.safetensors", "training.jsonl", "trainer_state.json"] {
            #expect(
                try Data(contentsOf: folder.file("whole/\(name)"))
                    == Data(contentsOf: folder.file("killed/\(name)")), "\(name)")
        }
    }

    @Test func evaluatesAFileOfPairs() throws {
        var options = options
        options.validation.size = nil
        options.validation.patience = nil
        options.schedule.epochs = 2
        options.validation.evaluationSteps = nil
        options.schedule.learningRate = 1e-9
        let dataset = try PairDataset(
            try Golden.training().rows.prefix(3).map(\.pair), file: file, options: options,
            contextLength: 256)
        options.schedule.microBatchSize = 2
        options.schedule.gradientAccumulationSteps = 2
        var events = PreferenceTrainer.Events()
        var evaluated: [Int] = []
        var estimates: [(label: String, estimate: ProgressEstimate?)] = []
        events.progress = { estimates.append(($0.label, $0.estimate)) }
        events.evaluating = { done, total in evaluated.append(total == 3 ? done : -1) }
        let report = try train(
            options, "out", events: events, validation: dataset)
        #expect(report?.validationCount == 3)
        #expect(evaluated == [2, 3, 2, 3])
        // One estimate for all of it: the reference is a small part, and after the last step nothing is left.
        let reference = try #require(estimates.last { $0.label == "reference" }?.estimate)
        #expect(reference.fraction > 0 && reference.fraction < 0.7)
        #expect(reference.secondsLeft ?? 0 > 0)
        #expect(estimates.last?.label == "training")
        #expect(estimates.last?.estimate?.fraction == 1)
        #expect(estimates.last?.estimate?.secondsLeft == 0)
        #expect(try report?.validationPairs == Fingerprint.of(file: file))
        // Two steps an epoch, and an evaluation after each epoch; nothing is learned: log 2.
        let rows = try log("out")
        #expect(rows.map { $0.metrics["eval_loss"] != nil } == [false, true, false, true])
        #expect(
            Golden.agree("eval_loss", rows[1].metrics["eval_loss"]!, Foundation.log(2), step: 2))
        // The three sums, whatever the batches.
        let sums = try Golden.training().references.prefix(3).map { $0[0] }
        // Two steps at a rate of 1e-9 move a sum of up to 20 slopes of each of 20 000 weights by less than 1e-3.
        let error = abs(rows[1].metrics["eval_logps/chosen"]! - sums.reduce(0, +) / 3)
        #expect(error <= 1e-3 + Golden.sumBound(18))
    }

    /// A mean over tokens is one over all of them, however the pairs are split up.
    @Test(arguments: [PreferenceObjective.supervised, .preference])
    func theLossDoesNotDependOnTheBatch(objective: PreferenceObjective) throws {
        let golden = try Golden.training()
        let pairs = golden.rows.map(\.pair)
        let score = SequenceLogProbability(model: try Golden.loaded())
        func evaluate(batch: Int, tokens: Int = 2048) throws -> [String: Double] {
            var options = PreferenceOptions()
            options.loss.objective = objective
            options.loss.sftWeight = objective == .preference ? 0.5 : 0
            options.schedule.microBatchSize = batch
            options.memory.batchTokens = tokens
            var dataset = try PairDataset(pairs, file: file, options: options, contextLength: 256)
            dataset.references = golden.references.map { .init(chosen: $0[0], rejected: $0[1]) }
            return try ValidationPairs(pairs: dataset, options: options).evaluate(score)
        }
        // The untrained model: the sums of TRL, so log 2 and half of the mean over chosen tokens.
        let total: Double = golden.references.map { $0[0] }.reduce(0, +)
        let tokens = pairs.map(\.chosen.scored).reduce(0, +)
        let nll = -total / Double(tokens)
        let expected = objective == .supervised ? nll : Foundation.log(2) + nll / 2
        let whole = try evaluate(batch: 8)
        for metrics in [
            try evaluate(batch: 1), try evaluate(batch: 3), whole,
            try evaluate(batch: 8, tokens: 150),
        ] {
            #expect(Golden.agree("eval_loss", metrics["eval_loss"]!, expected, step: 1))
            #expect(metrics.count == whole.count)
            for (name, value) in metrics {
                #expect(Golden.agree(name, value, whole[name]!, step: 1), "\(name)")
            }
        }
    }

    @Test func otherHeldOutPairsAreAnotherRun() throws {
        var options = options
        options.schedule.epochs = 1
        try train(options, "out")
        options.validation.size = 3
        #expect {
            try train(options, "out")
        } throws: { "\($0)".contains("holdOut 2, now 3") }
    }

    @Test func optionsThatWouldMeanNothingAreRefused() throws {
        var idle = options
        idle.validation.size = nil
        #expect {
            try train(idle, "out")
        } throws: { "\($0)".contains("evaluationSteps is 1 but no pairs are held out") }
        idle.validation.evaluationSteps = nil
        idle.validation.patience = nil
        idle.validation.keep = .best
        #expect {
            try train(idle, "out")
        } throws: { "\($0)".contains("keep is best but no pairs are held out") }
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: options,
            contextLength: 256)
        #expect {
            try train(options, "out", validation: dataset)
        } throws: { "\($0)".contains("give one of the two") }
    }
}
