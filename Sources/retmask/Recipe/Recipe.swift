import Foundation
import Numbers
import Storage

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

    /// The heads that are masked: exactly one of the two.
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

    /// Everything wrong with the values, all at once: each has the range of the option that it is.
    var problems: [String] {
        var list: [String] = []
        func check<Number>(_ name: String, _ value: Number, _ range: NumberRange<Number>) {
            if !range.contains(value) { list.append("\(name) is \(value) but should be \(range)") }
        }
        func check<Number>(
            _ name: String, each values: [Number], _ range: NumberRange<Number>, _ unit: String
        ) {
            guard 1...Self.mostValues ~= values.count, values.allSatisfy(range.contains) else {
                return list.append("\(name) should be one or more \(unit), \(range)")
            }
        }
        check("detect.lengths", each: detect.lengths, Limits.tokens, "numbers of tokens")
        check("detect.depths", each: detect.depths, Limits.depth, "percentages")
        check("detect.needles", detect.needles, Limits.needles)
        check("detect.maxTokens", detect.maxTokens, Limits.tokens)
        if (select.top == nil) == (select.atLeast == nil) {
            list.append("select should have exactly one of top and atLeast")
        }
        if let top = select.top { check("select.top", top, Limits.heads) }
        if let atLeast = select.atLeast { check("select.atLeast", atLeast, Limits.threshold) }
        check("contrast.prompts", contrast.prompts, Limits.prompts)
        check("contrast.lengths", each: contrast.lengths, Limits.tokens, "numbers of tokens")
        check("contrast.temperature", contrast.temperature, Limits.temperature)
        check("contrast.topP", contrast.topP, Limits.topP)
        check("contrast.topK", contrast.topK, Limits.topK)
        check("contrast.maxTokens", contrast.maxTokens, Limits.tokens)
        check("prefer.beta", prefer.beta, Limits.beta)
        check("prefer.labelSmoothing", prefer.labelSmoothing, Limits.labelSmoothing)
        check("prefer.learningRate", prefer.learningRate, Limits.learningRate)
        check("prefer.minimumRate", prefer.minimumRate, Limits.share)
        check("prefer.warmup", prefer.warmup, Limits.share)
        check("prefer.epochs", prefer.epochs, Limits.epochs)
        check("prefer.batch", prefer.batch, Limits.batch)
        check("prefer.accumulation", prefer.accumulation, Limits.batch)
        check("prefer.weightDecay", prefer.weightDecay, Limits.weight)
        check("prefer.clip", prefer.clip, Limits.gradientNorm)
        check("evaluate.lengths", each: evaluate.lengths, Limits.tokens, "numbers of tokens")
        check("evaluate.examples", evaluate.examples, Limits.examples)
        return list
    }

    /// Values of one list.
    private static let mostValues = 1000
}
