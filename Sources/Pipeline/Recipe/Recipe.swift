import Artifacts
import ContrastPairs
import Foundation
import HeadAnalysis
import Numbers
import PreferenceTraining

/// One experiment: every number of a `retmask run`, in the order of the stages.
///
/// Each part has the options of its stage, under the names of files and of the command line. A stage is
/// one part without a name, or a list of named variants; later variants have the values of the first
/// where they say nothing else. `docs/recipes.md` has the schema.
///
/// ```json
/// {"seed": 3, "select": {"atLeast": 0.1}, "prefer": {"loss": "ipo", "maxGradNorm": 0.5}}
/// ```
public struct Recipe: Equatable, Sendable {
    /// `organism`, a name of models/, or a folder; nil leaves it to the command.
    public var model: String?
    /// What built-in needles, texts, prompts and questions are about; nil leaves it to the model.
    public var world: World?
    /// Of every stage that has none of its own.
    public var seed: UInt64
    /// The probes that find the retrieval heads.
    public var detect: [Detect]
    /// The heads that are silenced.
    public var select: [Select]
    /// The causal check; normally none.
    public var ablateCurve: [AblateCurve] = []
    /// The prompts, and the sampling of their pairs.
    public var contrast: [Contrast]
    /// Trainings; the rival of an unnamed one has its own loss.
    public var prefer: [Prefer]
    /// The questions that the models are asked.
    public var evaluate: [Evaluate]

    /// What built-in needles, texts, prompts and questions are about.
    public enum World: String, Codable, Sendable, CaseIterable {
        /// The small world that the embedded organism knows.
        case organism
        /// Plain English, for any other model.
        case plain
    }

    /// The default of the organism: the whole loop in about two minutes.
    public static let firstLight: Recipe = {
        var detect = Detect()
        detect.lengths = [128, 192, 256]
        detect.depths = [0, 25, 50, 75, 100]
        detect.needles = .count(12)
        detect.maxTokens = 24
        detect.batchTokens = 8192
        var contrast = Contrast()
        contrast.lengths = [64, 96, 128]
        var prefer = Prefer()
        prefer.options.schedule.learningRate = 3e-4
        prefer.options.schedule.epochs = 1
        prefer.options.schedule.microBatchSize = 16
        var evaluate = Evaluate()
        evaluate.lengths = [128, 256, 512]
        evaluate.examples = 128
        return Recipe(
            seed: 2, detect: [detect], select: [Select(top: 4)], contrast: [contrast],
            prefer: [prefer], evaluate: [evaluate])
    }()

    /// The default of every other model: the paper's training on built-in prompts in plain English.
    public static let plain: Recipe = {
        var detect = Detect()
        detect.lengths = [1024, 2048, 4096]
        detect.depths = [0, 25, 50, 75, 100]
        detect.needles = .count(12)
        var contrast = Contrast()
        contrast.prompts = .count(400)
        contrast.options.sampling.maxTokens = 256
        var evaluate = Evaluate()
        evaluate.lengths = [1024, 2048, 4096]
        evaluate.examples = 16
        evaluate.batch = 8
        return Recipe(
            seed: 1, detect: [detect], select: [Select(atLeast: 0.1)], contrast: [contrast],
            prefer: [Prefer()], evaluate: [evaluate])
    }()

    /// The values of fields that a recipe leaves out.
    public static func defaults(of world: World) -> Recipe {
        world == .organism ? firstLight : plain
    }
}

extension Recipe.World: RecipeValue {}
