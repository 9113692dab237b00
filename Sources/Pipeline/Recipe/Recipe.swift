import Artifacts
public import ContrastPairs
import HeadAnalysis
import Numbers
public import PreferenceTraining
import RetrievalHeads

/// One experiment: every number of a `retmask run`, in the order of the stages.
///
/// Each part has the options of its stage, under the names of files and of the command line
/// (`RecipeReader` reads both where they differ). A field that is left out has the value of ``firstLight``;
/// `Recipes/first-light.json` spells all of them out.
///
/// ```json
/// {"seed": 3, "select": {"atLeast": 0.1}, "prefer": {"loss": "ipo", "maxGradNorm": 0.5}}
/// ```
public struct Recipe: Codable, Equatable, Sendable {
    /// Of every stage; what the options of a stage say of theirs does not count.
    public var seed: UInt64
    /// The probes that find the retrieval heads.
    public var detect: Detect
    /// The heads that are silenced.
    public var select: Select
    /// The prompts, and the sampling of their pairs.
    public var contrast: Contrast
    /// Training, of the supervised rival too, which has its own loss.
    public var prefer: PreferenceOptions
    /// The suite that every model is asked.
    public var evaluate: Evaluate

    /// Needle probes: every length at every depth with every needle.
    public struct Detect: Codable, Equatable, Sendable {
        /// Tokens of a whole prompt.
        public var lengths = [128, 192, 256]
        /// Percent of the filler before the needle.
        public var depths: [Double] = [0, 25, 50, 75, 100]
        /// Built-in needles of the organism's world.
        public var needles = 12
        /// Tokens generated at most per probe.
        public var maxTokens = 24
        /// Prompt tokens of one batch, about.
        public var batchTokens = DetectionOptions().batchTokens
        /// Stop when the set of heads at the threshold is stable.
        public var untilStable = false
        /// Score from which a head counts for that; nil for the usual one.
        public var threshold: Double?

        var options: DetectionOptions {
            DetectionOptions(
                maxTokens: maxTokens, batchTokens: batchTokens,
                stability: untilStable
                    ? threshold.map { RankStability(threshold: $0) } ?? RankStability() : nil)
        }
    }

    /// The heads that are masked: exactly one of the two.
    public struct Select: Codable, Equatable, Sendable {
        /// The number of heads with the highest scores.
        public var top: Int?
        /// The lowest score of a selected head, above 0.
        public var atLeast: Double?
    }

    /// Prompts of the organism's world and the pairs of answers to them.
    public struct Contrast: Equatable, Sendable {
        /// Prompts that are written; pairs are fewer, by those that the filter drops.
        public var prompts = 480
        /// Context lengths of the prompts, taken in turn.
        public var lengths = [64, 96, 128]
        /// Sampling, batches and filter; the seed is that of the recipe.
        public var options = ContrastOptions(
            sampling: SamplingParameters(temperature: 0.6, maxTokens: 32))
    }

    /// The organism's suite and its batches.
    public struct Evaluate: Codable, Equatable, Sendable {
        /// Tokens of whole prompts.
        public var lengths = [128, 256, 512]
        /// Examples of one category at one length.
        public var examples = 128
        /// Names of the organism's categories; empty for all.
        public var categories: [String] = []
        /// Examples of one batch.
        public var batch = 32
    }

    /// The default: the whole loop on the embedded organism in about two minutes.
    public static let firstLight: Recipe = {
        var prefer = PreferenceOptions()
        prefer.schedule.learningRate = 3e-4
        prefer.schedule.epochs = 1
        prefer.schedule.microBatchSize = 16
        return Recipe(
            seed: 2, detect: Detect(), select: Select(top: 4), contrast: Contrast(),
            prefer: prefer, evaluate: Evaluate()
        ).seeded()
    }()

    /// The same with its seed in the options of every stage.
    func seeded() -> Recipe {
        var recipe = self
        recipe.contrast.options.sampling.seed = seed
        recipe.prefer.seed = seed
        return recipe
    }

    /// All problems of the values, each with the path of its field; ranges are those of the options.
    public var problems: [String] {
        detect.problems.map { "detect.\($0)" } + select.problems
            + contrast.problems.map { "contrast.\($0)" } + prefer.problems.map { "prefer.\($0)" }
            + evaluate.problems.map { "evaluate.\($0)" }
    }
}

extension Recipe.Detect {
    var problems: [String] {
        var list: [String] = []
        list.check("lengths", each: lengths, Limits.tokens, "numbers of tokens")
        list.check("depths", each: depths, Limits.depth, "percentages")
        list.check("needles", needles, Limits.needles)
        list.check("maxTokens", maxTokens, Limits.tokens)
        list.check("batchTokens", batchTokens, Limits.tokens)
        if let threshold {
            list.check("threshold", threshold, Limits.positiveShare)
            list.check(
                "threshold", threshold, untilStable, "left out: it decides when untilStable stops")
        }
        return list
    }
}

extension Recipe.Select {
    var problems: [String] {
        var list: [String] = []
        if (top == nil) == (atLeast == nil) {
            list.append("select should have exactly one of top and atLeast")
        }
        if let top { list.check("select.top", top, Limits.heads) }
        if let atLeast { list.check("select.atLeast", atLeast, Limits.threshold) }
        return list
    }
}

extension Recipe.Contrast {
    var problems: [String] {
        var list: [String] = []
        list.check("prompts", prompts, Limits.prompts)
        list.check("lengths", each: lengths, Limits.tokens, "numbers of tokens")
        return list + options.problems
    }
}

extension Recipe.Evaluate {
    var problems: [String] {
        var list: [String] = []
        list.check("lengths", each: lengths, Limits.tokens, "numbers of tokens")
        list.check("examples", examples, Limits.examples)
        list.check("batch", batch, Limits.batch)
        return list
    }
}
