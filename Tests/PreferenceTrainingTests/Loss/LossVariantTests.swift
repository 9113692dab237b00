import Artifacts
import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import PreferenceTraining

/// Whole training with other losses, against `variants.json` of TRL 0.24.
@Suite struct LossVariantTests {
    struct Variant: Decodable {
        var loss: LossType
        var sftWeight: Double
        var beta: Double
        var labelSmoothing: Double
        var evaluates: Bool
        var steps: [[String: Double]]
        enum CodingKeys: String, CodingKey {
            case loss, beta, evaluates, steps
            case sftWeight = "sft_weight"
            case labelSmoothing = "label_smoothing"
        }
    }

    static func variants() throws -> [Variant] {
        try JSONDecoder().decode([Variant].self, from: Fixture.data("preference/variants.json"))
    }

    /// Runs the four steps of a recording and returns the rows of the log.
    func rows(_ options: PreferenceOptions, evaluates: Bool = false) throws -> [TrainingStep] {
        let (folder, file) = try Golden.copiedPairs()
        let dataset = try PairDataset(
            try Golden.training().rows.map(\.pair), file: file, options: options,
            contextLength: 256)
        let trainer = PreferenceTrainer(
            model: try Golden.loaded(), text: try ChatTokenizer.load(Golden.model),
            fingerprint: "fixture", options: options)
        _ = try trainer.train(
            dataset, validation: evaluates ? dataset : nil,
            source: Golden.model, to: folder.file("out"))
        return try JSONLines.read(TrainingStep.self, from: folder.file("out/training.jsonl"))
    }

    var options: PreferenceOptions {
        var options = PreferenceOptions()
        options.schedule.learningRate = 3e-4
        options.schedule.kind = .linear
        options.schedule.warmup = 0
        options.schedule.epochs = 2
        options.schedule.microBatchSize = 4
        options.schedule.shuffle = false
        return options
    }

    @Test func equalTRL() throws {
        for variant in try Self.variants() {
            var options = options
            options.loss.type = variant.loss
            options.loss.sftWeight = variant.sftWeight
            options.loss.beta = variant.beta
            options.loss.labelSmoothing = variant.labelSmoothing
            if variant.evaluates { options.validation.evaluationSteps = 2 }
            let rows = try rows(options, evaluates: variant.evaluates)
            #expect(rows.count == 4)
            let isMean = variant.loss == .simpo || variant.loss == .ipo
            try Golden.expectEqual(
                rows, variant.steps, reward: variant.beta * (isMean ? 1.4 : 24), "\(variant.loss), "
            )
        }
    }

    @Test func simpoHasNoReference() throws {
        var options = options
        options.loss.type = .simpo
        options.loss.beta = 2
        options.loss.gamma = 0.5
        options.schedule.epochs = 1
        let row = try rows(options)[0]
        // The first four pairs, from the recorded log-probabilities of the untrained model.
        let golden = try Golden.training()
        let differences = (0..<4).map { index in
            golden.references[index][0] / Double(golden.rows[index].chosen.count)
                - golden.references[index][1] / Double(golden.rows[index].rejected.count)
        }
        let expected = differences.map { log(1 + exp(0.5 - 2 * $0)) }.reduce(0, +) / 4
        let margin = 2 * differences.reduce(0, +) / 4
        #expect(Golden.agree("loss", row.loss, expected, step: 1, reward: 2 * 1.4))
        #expect(
            Golden.agree(
                "rewards/margins", row.metrics["rewards/margins"]!, margin, step: 1,
                reward: 2 * 1.4))
    }

    @Test func lengthDesensitizedTrainingBeginsAtLogTwo() throws {
        var options = options
        options.loss.ldAlpha = 0.3
        options.schedule.epochs = 1
        let rows = try rows(options)
        // Model and reference are weighted alike.
        #expect(Golden.agree("loss", rows[0].loss, log(2), step: 1))
        // The tail counts less, so the scores are nearer to 0 than the sums.
        let golden = try Golden.training()
        let sums = (0..<4).map { golden.references[$0][1] }.reduce(0, +) / 4
        #expect(rows[0].metrics["logps/rejected"]! > sums + 1)
    }
}
