public import ArgumentParser
public import Artifacts
import Foundation
import Numbers
public import Optimization
public import PreferenceTraining

/// Options of the loss.
struct LossOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Loss()

    @Option(
        help: "preference: a loss on both answers; supervised: the chosen ones alone, as a rival.")
    var objective = defaults.objective
    @Option(help: "sigmoid (DPO), hinge, ipo, robust or simpo; see above.")
    var loss = defaults.type
    @Option(
        Limits.beta,
        "How far the model may move from the reference; larger is less. About 2 for simpo.")
    var beta = defaults.beta
    @Option(
        Limits.labelSmoothing,
        "Share of pairs taken to be labelled the wrong way round; not hinge or ipo.")
    var labelSmoothing = defaults.labelSmoothing
    @Option(Limits.weight, "simpo: by how much right pairs should be apart.")
    var gamma = defaults.gamma
    @Option(
        Limits.share, "LD-DPO: what tokens beyond the length of the shorter answer count.",
        valueName: "share")
    var ldAlpha: Double?
    @Option(
        Limits.weight, "RPO: how much of the chosen answers' negative log-probability is added.",
        valueName: "weight")
    var sftWeight = defaults.sftWeight

    func apply(to options: inout PreferenceOptions.Loss) {
        options.objective = objective
        options.type = loss
        options.beta = beta
        options.labelSmoothing = labelSmoothing
        options.gamma = gamma
        options.ldAlpha = ldAlpha
        options.sftWeight = sftWeight
    }
}

/// Options of the number of steps and of their size.
struct ScheduleOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Schedule()

    @Option(Limits.learningRate, "Peak learning rate.")
    var learningRate = defaults.learningRate
    @Option(help: "What the rate does after the warm-up: cosine, linear (to 0) or constant.")
    var schedule = defaults.kind
    @Option(Limits.share, "cosine: the last learning rate as a share of the peak.")
    var minimumRate = defaults.minLearningRateRatio
    @Option(Limits.share, "Share of the steps in which the rate rises.")
    var warmup = defaults.warmup
    @Option(Limits.epochs, "Passes over the pairs.")
    var epochs = defaults.epochs
    @Option(Limits.batch, "Pairs of one micro-batch.")
    var batch = defaults.microBatchSize
    @Option(Limits.batch, "Micro-batches of one step.")
    var accumulation = defaults.gradientAccumulationSteps
    @Option(Limits.weight, "Decay of matrices.")
    var weightDecay = defaults.weightDecay
    @Option(Limits.gradientNorm, "Gradients are scaled down to this global norm.")
    var maxGradNorm = defaults.maxGradNorm
    @Option(Limits.seed, "Seed of the order of the pairs, and of which are held out.")
    var seed = PreferenceOptions().seed
    @Option(Limits.steps, "Steps between checkpoints.")
    var checkpointSteps = defaults.checkpointSteps

    func apply(to options: inout PreferenceOptions.Schedule) {
        options.learningRate = learningRate
        options.kind = schedule
        options.minLearningRateRatio = minimumRate
        options.warmup = warmup
        options.epochs = epochs
        options.microBatchSize = batch
        options.gradientAccumulationSteps = accumulation
        options.weightDecay = weightDecay
        options.maxGradNorm = maxGradNorm
        options.checkpointSteps = checkpointSteps
    }
}

/// Options of how a step is computed: none changes what is trained, but for rounding.
struct MemoryOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Memory()

    @Option(
        Limits.tokens,
        "Most tokens of a forward pass; a larger micro-batch is computed in parts, to the same end."
    )
    var batchTokens = defaults.batchTokens
    @Option(help: "packed (a prompt is computed once for both answers), or padded rows.")
    var layout = defaults.layout
    @Flag(help: "Keep layer inputs only and compute the rest again: less memory, more time.")
    var checkpointActivations = false

    func apply(to options: inout PreferenceOptions.Memory) {
        options.batchTokens = batchTokens
        options.layout = layout
        options.checkpointsActivations = checkpointActivations
    }
}

/// Pairs that are only evaluated, and what follows from that.
struct HeldOutOptions: ParsableArguments {
    @Option(
        Limits.validationSize, "Pairs to hold out: a share below 1 or a number, drawn by the seed.",
        valueName: "share|count")
    var holdout: Double?
    @Option(help: ArgumentHelp("A file of held-out pairs instead.", valueName: "file"))
    var evalPairs: String?
    @Option(
        Limits.steps, "Steps between evaluations; each epoch when left out.", valueName: "steps")
    var evalSteps: Int?
    @Option(
        Limits.steps, "End after so many evaluations without a lower loss.", valueName: "count")
    var patience: Int?
    @Option(
        help:
            "The weights of the finished folder: best (lowest held-out loss, the default where pairs are held out) or last."
    )
    var keep: CheckpointChoice?

    var file: URL? { evalPairs.map { URL(fileURLWithPath: $0) } }

    func apply(to options: inout PreferenceOptions.Validation) {
        options.size = holdout
        options.evaluationSteps = evalSteps
        options.patience = patience
        options.keep = keep
    }
}

/// Options of the tokenization of pairs.
struct PairTokenOptions: ParsableArguments {
    @Option(help: "corrected, or paper (the published run's tokenization with its accidents).")
    var mode = TokenizationMode.corrected
    @Option(Limits.sequence, "Longest sequence in tokens; the mode's own when left out.")
    var maxLength: Int?
    @Option(Limits.tokens, "Longest prompt in tokens; the mode's own when left out.")
    var maxPromptLength: Int?
    @Option(help: "What a longer sequence keeps: keep_start or keep_end.")
    var truncation: TruncationSide?

    func apply(to options: inout PreferenceOptions.Tokens) {
        options.mode = mode
        options.maxLength = maxLength
        options.maxPromptLength = maxPromptLength
        options.truncation = truncation
    }
}

// Choices, under the names that files have.
extension TokenizationMode: ExpressibleByArgument {}
extension PreferenceObjective: ExpressibleByArgument {}
extension BatchLayout: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
extension LossType: ExpressibleByArgument {}
extension LearningRateSchedule.Kind: ExpressibleByArgument {}
extension CheckpointChoice: ExpressibleByArgument {}
