public import Artifacts
public import Optimization

/// The settings of a preference training; the defaults are those of the paper.
///
/// ```swift
/// var options = PreferenceOptions()
/// options.epochs = 1
/// try options.validate()
/// ```
public struct PreferenceOptions: Codable, Sendable, Equatable {
    /// The minimised quantity; everything else is the same for both, so that they can be compared.
    public var objective = PreferenceObjective.preference

    /// The part of the model that is changed.
    public var trained = TrainableParameters.all

    // The loss (`PreferenceLoss`).
    public var loss = LossType.sigmoid
    public var beta = 0.1
    public var labelSmoothing = 0.0
    /// The target margin of SimPO; the other losses have none.
    public var gamma = 0.5
    /// Weight of tokens beyond the length of the shorter answer (LD-DPO, 0 to 1); nil is 1.
    public var ldAlpha: Double?
    /// Share of the chosen answers' negative log-probability that is added (RPO's alpha).
    public var sftWeight = 0.0

    // The schedule: linear from 0 to the peak, then its course.
    public var schedule = LearningRateSchedule.Kind.cosine
    public var learningRate = 5e-7
    /// Last learning rate of the cosine over the peak.
    public var minLearningRateRatio = 0.1
    /// Share of all steps in which the rate rises.
    public var warmup = 0.1
    public var epochs = 2

    // AdamW; decay applies to matrices, not to biases and norms.
    public var beta1 = 0.9
    public var beta2 = 0.95
    public var epsilon = 1e-8
    public var weightDecay = 0.1
    /// Gradients are scaled down to this global norm.
    public var maxGradNorm = 1.0

    // One step is `gradientAccumulationSteps` micro-batches of `microBatchSize` pairs.
    public var microBatchSize = 1
    public var gradientAccumulationSteps = 1
    /// Most tokens of a forward pass, shared ones counted once. A micro-batch that has more is
    /// computed in parts, to the same gradients: this bounds memory, and nothing else.
    public var batchTokens = 2048
    public var layout = BatchLayout.packed
    /// Activation checkpointing: the input of each layer is kept and the layer computed again in the
    /// backward pass. Less memory, more time, the same numbers.
    public var checkpointsActivations = false
    /// Decides the order of the pairs in each epoch; nothing else is random.
    public var seed: UInt64 = 42
    /// Whether each epoch takes the pairs in an order of its own; off, in that of the file.
    public var shuffle = true

    // Tokens; nil takes the value of the mode.
    public var mode = TokenizationMode.corrected
    public var maxLength: Int?
    public var maxPromptLength: Int?
    public var truncation: TruncationSide?

    // Validation pairs, which are evaluated and not trained on; nil holds none out.
    /// Below 1 a share of the pairs, from 1 their number.
    public var validationSize: Double?
    /// Steps between two evaluations; nil evaluates after each epoch. The last step always is.
    public var evaluationSteps: Int?
    /// Evaluations in a row without a lower loss after which training ends; nil never ends it.
    public var patience: Int?
    /// The checkpoint in the finished folder; nil is `best` where pairs are held out.
    public var keep: CheckpointChoice?

    /// Steps between two rows of `training.jsonl`; a row averages the steps since the last.
    public var loggingSteps = 1
    /// Steps between two checkpoints; what a kill can cost.
    public var checkpointSteps = 50

    public init() {}

    /// Names in files, in job records and in messages: those of the options of `retmask prefer`.
    enum CodingKeys: String, CodingKey {
        case objective, trained, loss, beta, labelSmoothing, gamma, ldAlpha, sftWeight
        case schedule, learningRate, warmup, epochs
        case minLearningRateRatio = "minimumRate"
        case beta1, beta2, epsilon, weightDecay, maxGradNorm
        case microBatchSize = "batch"
        case gradientAccumulationSteps = "accumulation"
        case batchTokens, layout, checkpointsActivations, seed, shuffle
        case mode, maxLength, maxPromptLength, truncation
        case validationSize = "holdOut"
        case evaluationSteps, patience, keep, loggingSteps, checkpointSteps
    }
}
