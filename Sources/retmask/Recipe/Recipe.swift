import Artifacts
import Foundation

/// One experiment: every number of a `retmask run`, in the order of the stages.
///
/// Decoded from JSON; a field that is left out has the default below. `Recipes/first-light.json`
/// spells all of them out.
struct Recipe: Codable, Equatable {
    var seed: UInt64 = 2
    var detect = DetectPart()
    var select = SelectPart()
    var contrast = ContrastPart()
    var prefer = PreferPart()
    var evaluate = EvaluatePart()

    init() {}

    /// Needle probes: every length at every depth with every needle.
    struct DetectPart: Codable, Equatable {
        /// Tokens of a whole prompt.
        var lengths = [128, 192, 256]
        /// Percent of the filler before the needle.
        var depths: [Double] = [0, 25, 50, 75, 100]
        var needles = 12
        var maxTokens = 24
    }

    /// Which heads are masked: exactly one of the two.
    struct SelectPart: Codable, Equatable {
        var top: Int? = 4
        var atLeast: Double?
    }

    struct ContrastPart: Codable, Equatable {
        var prompts = 480
        /// Context lengths of the prompts, taken in turn.
        var lengths = [64, 96, 128]
        var temperature = 0.6
        var topP = 1.0
        var topK = 0
        var maxTokens = 32
    }

    struct PreferPart: Codable, Equatable {
        var beta = 0.1
        var labelSmoothing = 0.0
        var learningRate = 3e-4
        var minimumRate = 0.1
        var warmup = 0.1
        var epochs = 1
        /// Pairs of one forward pass, and passes of one step.
        var batch = 16
        var accumulation = 1
        var weightDecay = 0.1
        var clip = 1.0
    }

    struct EvaluatePart: Codable, Equatable {
        var lengths = [128, 256, 512]
        /// Examples of one category at one length.
        var examples = 128
        /// Names of the organism's categories; empty for all.
        var categories: [String] = []
    }

    /// Reads a recipe file.
    /// - Throws: `UsageError` for a missing file, `DataError` with every problem of the file.
    static func read(_ url: URL) throws -> Recipe {
        let data = try AtomicFile.read(url)
        let recipe: Recipe
        do { recipe = try RecipeDecoding.decode(data) } catch let problem as RecipeDecoding.Problem
        {
            throw DataError("\(url.path): \(problem.sentence)")
        }
        let problems = recipe.problems
        guard problems.isEmpty else {
            throw DataError("\(url.path): \(problems.joined(separator: "; ")).")
        }
        return recipe
    }

    /// Everything wrong with the values, all at once.
    var problems: [String] {
        var list: [String] = []
        func check(_ good: Bool, _ sentence: String) { if !good { list.append(sentence) } }
        check(
            !detect.lengths.isEmpty && detect.lengths.allSatisfy { $0 > 0 },
            "detect.lengths should be one or more positive numbers of tokens")
        check(
            !detect.depths.isEmpty && detect.depths.allSatisfy { 0...100 ~= $0 },
            "detect.depths should be one or more percentages, 0 to 100")
        check(detect.needles > 0, "detect.needles is \(detect.needles) but should be at least 1")
        check(
            detect.maxTokens > 0, "detect.maxTokens is \(detect.maxTokens) but should be at least 1"
        )
        check(
            (select.top == nil) != (select.atLeast == nil),
            "select should have exactly one of top and atLeast")
        check(select.top ?? 1 > 0, "select.top is \(select.top ?? 0) but should be at least 1")
        check(
            contrast.prompts > 0, "contrast.prompts is \(contrast.prompts) but should be at least 1"
        )
        check(
            !contrast.lengths.isEmpty && contrast.lengths.allSatisfy { $0 > 0 },
            "contrast.lengths should be one or more positive numbers of tokens")
        check(
            contrast.temperature >= 0,
            "contrast.temperature is \(contrast.temperature) but should be 0 or more")
        check(
            contrast.topP > 0 && contrast.topP <= 1,
            "contrast.topP is \(contrast.topP) but should be above 0 and at most 1")
        check(contrast.topK >= 0, "contrast.topK is \(contrast.topK) but should be 0 (off) or more")
        check(
            contrast.maxTokens > 0,
            "contrast.maxTokens is \(contrast.maxTokens) but should be at least 1")
        check(prefer.beta > 0, "prefer.beta is \(prefer.beta) but should be above 0")
        check(
            prefer.labelSmoothing >= 0 && prefer.labelSmoothing < 0.5,
            "prefer.labelSmoothing is \(prefer.labelSmoothing) but should be at least 0 and below 0.5"
        )
        check(
            prefer.learningRate > 0,
            "prefer.learningRate is \(prefer.learningRate) but should be above 0")
        check(
            0...1 ~= prefer.minimumRate,
            "prefer.minimumRate is \(prefer.minimumRate) but should be 0 to 1")
        check(0...1 ~= prefer.warmup, "prefer.warmup is \(prefer.warmup) but should be 0 to 1")
        check(prefer.epochs > 0, "prefer.epochs is \(prefer.epochs) but should be at least 1")
        check(prefer.batch > 0, "prefer.batch is \(prefer.batch) but should be at least 1")
        check(
            prefer.accumulation > 0,
            "prefer.accumulation is \(prefer.accumulation) but should be at least 1")
        check(
            !evaluate.lengths.isEmpty && evaluate.lengths.allSatisfy { $0 > 0 },
            "evaluate.lengths should be one or more positive numbers of tokens")
        check(
            evaluate.examples > 0,
            "evaluate.examples is \(evaluate.examples) but should be at least 1")
        return list
    }
}
