import DecoderModels
import Foundation
import TestSupport

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
        options.beta = 0.1
        options.labelSmoothing = 0.05
        options.learningRate = 3e-4
        options.epochs = 25
        options.batch = 3
        options.accumulation = 2
        options.shuffle = false
        return options
    }

    static func loaded() throws -> DecoderModel { try DecoderModel.load(model) }
}
