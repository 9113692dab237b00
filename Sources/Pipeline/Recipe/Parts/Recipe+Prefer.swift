import Artifacts
import DecoderModels
public import Foundation
public import PreferenceTraining

extension Recipe {
    /// A training; the options of `retmask prefer`.
    public struct Prefer: Equatable, Sendable {
        /// Of a variant, and of its model; empty for the only training, which has a supervised rival.
        public var name = ""
        /// The pairs; nil is the first set of them.
        public var pairs: String?
        /// Pairs that are only evaluated; nil takes `options.validation.size` of the others.
        public var evalPairs: URL? { evalPairsPath?.url }
        /// Whether one row that cannot be used is enough to refuse a file of pairs.
        public var strict = false
        /// A selection, or a list such as `2-3,4-0`: only the slices of these heads are trained.
        public var trainHeads: String?
        /// Loss, schedule, trained part, memory, validation and tokenization. Its seed is that of the
        /// recipe unless ``seed`` is set.
        public var options = PreferenceOptions()
        /// Of the order of the pairs, and of adapters; nil is the recipe's.
        public var seed: UInt64?
        var evalPairsPath: RecipePath?

        /// The paper's settings.
        public init() {}

        /// The heads of a list in ``trainHeads``; nil where it names a selection.
        var listedHeads: [HeadID]? {
            guard let trainHeads else { return nil }
            let heads = trainHeads.split(separator: ",").map {
                HeadID($0.trimmingCharacters(in: .whitespaces))
            }
            return heads.allSatisfy { $0 != nil } ? heads.compactMap { $0 } : nil
        }
    }
}

extension Recipe.Prefer: RecipePart {
    static var fields: [RecipeField<Self>] {
        own + loss + schedule + memory + validation + tokens
    }

    private static var own: [RecipeField<Self>] {
        [
            .init("pairs", at: \.pairs), .init("evalPairs", at: \.evalPairsPath),
            .init("strict", at: \.strict), .init("trained", at: \.options.trained),
            .init("trainHeads", at: \.trainHeads), .init("train", at: \.train),
            .init("loraRank", at: \.loraRank), .init("loraAlpha", at: \.loraAlpha),
            .init("loraTargets", at: \.loraTargets), .init("seed", at: \.seed),
        ]
    }

    private static var loss: [RecipeField<Self>] {
        [
            .init("objective", at: \.options.loss.objective),
            .init("loss", at: \.options.loss.type), .init("beta", at: \.options.loss.beta),
            .init("labelSmoothing", at: \.options.loss.labelSmoothing),
            .init("gamma", at: \.options.loss.gamma), .init("ldAlpha", at: \.options.loss.ldAlpha),
            .init("sftWeight", at: \.options.loss.sftWeight),
        ]
    }

    private static var schedule: [RecipeField<Self>] {
        [
            .init("schedule", at: \.options.schedule.kind),
            .init("learningRate", at: \.options.schedule.learningRate),
            .init("minimumRate", at: \.options.schedule.minLearningRateRatio),
            .init("warmup", at: \.options.schedule.warmup),
            .init("epochs", at: \.options.schedule.epochs),
            .init("batch", at: \.options.schedule.microBatchSize),
            .init("accumulation", at: \.options.schedule.gradientAccumulationSteps),
            .init("beta1", at: \.options.schedule.beta1),
            .init("beta2", at: \.options.schedule.beta2),
            .init("epsilon", at: \.options.schedule.epsilon),
            .init("weightDecay", at: \.options.schedule.weightDecay),
            .init("maxGradNorm", "clip", at: \.options.schedule.maxGradNorm),
            .init("shuffle", at: \.options.schedule.shuffle),
            .init("loggingSteps", at: \.options.schedule.loggingSteps),
            .init("checkpointSteps", at: \.options.schedule.checkpointSteps),
        ]
    }

    private static var memory: [RecipeField<Self>] {
        [
            .init("batchTokens", at: \.options.memory.batchTokens),
            .init("layout", at: \.options.memory.layout),
            .init(
                "checkpointsActivations", "checkpointActivations",
                at: \.options.memory.checkpointsActivations),
        ]
    }

    private static var validation: [RecipeField<Self>] {
        [
            .init("holdOut", "holdout", at: \.options.validation.size),
            .init("evaluationSteps", "evalSteps", at: \.options.validation.evaluationSteps),
            .init("patience", at: \.options.validation.patience),
            .init("keep", at: \.options.validation.keep),
        ]
    }

    private static var tokens: [RecipeField<Self>] {
        [
            .init("mode", at: \.options.tokens.mode),
            .init("maxLength", at: \.options.tokens.maxLength),
            .init("maxPromptLength", at: \.options.tokens.maxPromptLength),
            .init("truncation", at: \.options.tokens.truncation),
        ]
    }

    /// Supervised training has a loss of its own, but for the strength that its curves are drawn with.
    mutating func prepare(for given: RecipeFields, defaults: Self) {
        takeBack(given)
        guard
            let objective = given["objective"].flatMap({
                try? PreferenceObjective.read($0, folder: nil)
            }), objective != options.loss.objective
        else { return }
        let beta = options.loss.beta
        options.loss = objective == .supervised ? .init() : defaults.options.loss
        if objective == .supervised { options.loss.beta = beta }
    }

    var problems: [String] {
        var list = options.problems
        if let trainHeads {
            list.check(
                "trainHeads", trainHeads, options.trained == .all,
                "left out beside trained, which says it all")
        }
        if evalPairs != nil, let size = options.validation.size {
            list.check("holdOut", size, false, "left out beside evalPairs")
        }
        return list
    }
}
