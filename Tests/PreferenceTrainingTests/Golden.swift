import Artifacts
import DecoderModels
import Foundation
import TestSupport
import Testing

@testable import PreferenceTraining

/// What `Fixtures/preference/make_preference.py` recorded from TRL 0.24.
enum Golden {
    static let model = Fixture.url("preference/model")
    static let pairs = Fixture.url("preference/pairs.jsonl")

    /// A folder with a copy of the pairs, since the reference is kept beside them.
    static func copiedPairs() throws -> (folder: TemporaryFolder, file: URL) {
        let folder = try TemporaryFolder()
        let file = folder.file("pairs.jsonl")
        try FileManager.default.copyItem(at: pairs, to: file)
        return (folder, file)
    }

    struct Row: Decodable {
        var prompt: [Int]
        var chosen: [Int]
        var rejected: [Int]
        enum CodingKeys: String, CodingKey {
            case prompt = "prompt_input_ids"
            case chosen = "chosen_input_ids"
            case rejected = "rejected_input_ids"
        }
        var pair: TokenizedPair {
            TokenizedPair(prompt: prompt, chosen: chosen, rejected: rejected)
        }
    }

    /// `tokens.json`: rows as TRL tokenizes them, and what its forward pass keeps of each.
    struct Template: Decodable {
        struct Kept: Decodable {
            var chosen: [Int]
            var rejected: [Int]
            var logpsChosen: Double
            var logpsRejected: Double
            enum CodingKeys: String, CodingKey {
                case chosen, rejected
                case logpsChosen = "logps_chosen"
                case logpsRejected = "logps_rejected"
            }
        }
        var name: String
        var template: String
        var rows: [Row]
        var maxPromptLength: Int
        var maxLength: Int
        var keepEnd: [Kept]
        var keepStart: [Kept]
        enum CodingKeys: String, CodingKey {
            case name, template, rows
            case maxPromptLength = "max_prompt_length"
            case maxLength = "max_length"
            case keepEnd = "keep_end"
            case keepStart = "keep_start"
        }
    }

    static func templates() throws -> [Template] {
        try JSONDecoder().decode([Template].self, from: Fixture.data("preference/tokens.json"))
    }

    /// `training.json`: 50 steps.
    struct Training: Decodable {
        var rows: [Row]
        /// Chosen and rejected of each row.
        var references: [[Double]]
        var steps: [[String: Double]]
    }

    static func training() throws -> Training {
        try JSONDecoder().decode(Training.self, from: Fixture.data("preference/training.json"))
    }

    /// The options of the recording.
    static var options: PreferenceOptions {
        var options = PreferenceOptions()
        options.loss.beta = 0.1
        options.loss.labelSmoothing = 0.05
        options.schedule.learningRate = 3e-4
        options.schedule.epochs = 25
        options.schedule.microBatchSize = 3
        options.schedule.gradientAccumulationSteps = 2
        options.schedule.shuffle = false
        return options
    }

    /// Roundings between tokens and logits of the fixture's model, in rows of up to 109 tokens.
    static let roundings = Roundoff.steps(
        layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 109)

    /// Its logits are below 4.5.
    static let largestLogit = 4.5

    /// How far two float32 log-probabilities of a token may be apart, both rounded all the way.
    static let tokenBound = Roundoff.likely(steps: 2 * roundings, scale: largestLogit)

    /// The same of an answer's sum.
    static func sumBound(_ tokens: Int) -> Double { Double(tokens) * tokenBound }

    /// How far a logged number may be from another way's after so many steps, each of which rounds forward, back and
    /// in the optimiser, both ways.
    ///
    /// - Parameter reward: what a score of the size of those that are subtracted counts for in rewards: of sums, beta
    ///   times 5.8 for a token times the root of 17 tokens, whose errors have both signs; of means, beta times 1.4.
    static func bound(_ name: String, _ wanted: Double, step: Int, reward: Double = 0.1 * 24)
        -> Double
    {
        // Rewards are differences of sums near 100, the loss falls with them at up to half their rate, and mean logits
        // are sums of both signs: float32 gives them an absolute error, not a relative one.
        let least =
            name.contains("rewards")
            ? reward : name.contains("loss") ? reward / 2 : name.contains("logits") ? 1 : 0
        return Roundoff.likely(steps: 6 * roundings * max(step, 1), scale: max(abs(wanted), least))
            // Rates and epochs are float64.
            + 1e-12
    }

    /// Whether the numbers of a row are those of another way.
    static func agree(
        _ name: String, _ value: Double, _ wanted: Double, step: Int, reward: Double = 0.1 * 24
    ) -> Bool {
        Roundoff.holds(
            abs(value - wanted), bound(name, wanted, step: step, reward: reward),
            "training \(name) \(step)")
    }

    /// Each logged row has TRL's names, and numbers that agree.
    static func expectEqual(
        _ rows: [TrainingStep], _ steps: [[String: Double]], reward: Double = 0.1 * 24,
        _ what: String = "", location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(rows.count == steps.count, "\(what)", sourceLocation: location)
        for (row, expected) in zip(rows, steps) {
            var values = row.metrics
            values["loss"] = row.loss
            values["grad_norm"] = row.gradNorm
            values["learning_rate"] = row.learningRate
            values["epoch"] = row.epoch
            #expect(
                Set(values.keys) == Set(expected.keys), "\(what)", sourceLocation: location)
            for (name, wanted) in expected {
                let value = try #require(values[name])
                #expect(
                    agree(name, value, wanted, step: row.step, reward: reward),
                    "\(what)step \(row.step), \(name): \(value) and \(wanted)",
                    sourceLocation: location)
            }
        }
    }

    static func loaded() throws -> DecoderModel { try DecoderModel.load(model) }
}
