import Artifacts

/// Every number of a preference training; the defaults are those of the paper.
///
/// ```swift
/// var options = PreferenceOptions()
/// options.epochs = 1
/// try options.validate()
/// ```
public struct PreferenceOptions: Codable, Sendable, Equatable {
    /// What is minimised; everything else is the same for both, so that they can be compared.
    public var objective = PreferenceObjective.preference

    /// Which numbers of the model are changed.
    public var trained = TrainedPart.all

    // The loss (`PreferenceLoss`).
    public var loss = LossType.sigmoid
    public var beta = 0.1
    public var labelSmoothing = 0.0
    /// The target margin of SimPO; the other losses have none.
    public var gamma = 0.5
    /// What tokens beyond the length of the shorter answer count (LD-DPO, 0 to 1); nil is 1.
    public var ldAlpha: Double?
    /// Share of the chosen answers' negative log-probability that is added (RPO's alpha).
    public var sftWeight = 0.0

    // The schedule: linear from 0 to the peak, then its shape.
    public var schedule = RateShape.cosine
    public var learningRate = 5e-7
    /// Last learning rate of the cosine over the peak.
    public var minimumRate = 0.1
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

    // One step is `accumulation` micro-batches of `batch` pairs.
    public var batch = 1
    public var accumulation = 1
    /// Most tokens of a forward pass, shared ones counted once. A micro-batch that has more is
    /// computed in parts, to the same gradients: this bounds memory, and nothing else.
    public var batchTokens = 2048
    public var layout = BatchLayout.packed
    /// Keeps the input of each layer only and computes the layer again on the way back: less
    /// memory, more time, the same numbers.
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

    // Pairs that are not trained on, only evaluated; nil holds none out.
    /// Below 1 a share of the pairs, from 1 their number.
    public var holdOut: Double?
    /// Steps between two evaluations; nil evaluates after each epoch. The last step always is.
    public var evaluationSteps: Int?
    /// Evaluations in a row without a lower loss after which training ends; nil never ends it.
    public var patience: Int?
    /// Which weights the finished folder has; nil is `best` where pairs are held out.
    public var keep: KeptWeights?

    /// Steps between two rows of `training.jsonl`; a row averages the steps since the last.
    public var loggingSteps = 1
    /// Steps between two checkpoints; what a kill can cost.
    public var checkpointSteps = 50

    public init() {}
}
