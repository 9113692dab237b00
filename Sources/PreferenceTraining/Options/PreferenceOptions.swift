public import Artifacts
public import Optimization

/// The settings of a preference training, in the groups of `retmask prefer`; the defaults are those
/// of the paper.
///
/// ```swift
/// var options = PreferenceOptions()
/// options.loss.type = .ipo
/// options.schedule.epochs = 1
/// try options.validate()
/// ```
/// In JSON, in job records and in messages all fields stand beside each other
/// (`PreferenceOptions+Coding.swift`), under the names of the command's options but for `holdOut`,
/// `evaluationSteps`, `trained` and `checkpointsActivations`.
public struct PreferenceOptions: Sendable, Equatable {
    /// The loss and its strength.
    public var loss = Loss()
    /// The steps and their size.
    public var schedule = Schedule()
    /// The part of the model that is changed.
    public var trained = TrainableParameters.all
    /// The way in which a step is computed.
    public var memory = Memory()
    /// The held-out pairs.
    public var validation = Validation()
    /// Tokenization and limits of sequences.
    public var tokens = Tokens()
    /// Decides the order of the pairs in each epoch, and which are held out; nothing else is random.
    public var seed: UInt64 = 42

    /// The paper's settings.
    public init() {}

    /// The minimised quantity (`PreferenceLoss`).
    public struct Loss: Codable, Sendable, Equatable {
        /// Everything else is the same for both, so that they can be compared.
        public var objective = PreferenceObjective.preference
        /// The equation (`loss_type`); the supervised objective has its own and leaves this `sigmoid`.
        public var type = LossType.sigmoid
        /// The strength of the tie to the reference: larger is closer.
        public var beta = 0.1
        /// Share of the pairs that are taken to be labelled the wrong way round, 0 to 0.5.
        public var labelSmoothing = 0.0
        /// The target margin of SimPO; the other losses have none.
        public var gamma = 0.5
        /// Weight of tokens beyond the length of the shorter answer (LD-DPO, 0 to 1); nil is 1.
        public var ldAlpha: Double?
        /// Share of the chosen answers' negative log-probability that is added (RPO's alpha).
        public var sftWeight = 0.0

        /// DPO with a beta of 0.1.
        public init() {}

        enum CodingKeys: String, CodingKey {
            case objective
            case type = "loss"
            case beta, labelSmoothing, gamma, ldAlpha, sftWeight
        }
    }

    /// The steps and their size: AdamW with a learning rate that rises from 0 to the peak and then
    /// takes its course. One step is `gradientAccumulationSteps` micro-batches of `microBatchSize`
    /// pairs.
    public struct Schedule: Codable, Sendable, Equatable {
        /// The course of the learning rate after the warm-up (`lr_scheduler_type`).
        public var kind = LearningRateSchedule.Kind.cosine
        /// The peak.
        public var learningRate = 5e-7
        /// Last learning rate of the cosine over the peak.
        public var minLearningRateRatio = 0.1
        /// Share of all steps in which the rate rises.
        public var warmup = 0.1
        /// Passes over the training pairs (`num_train_epochs`).
        public var epochs = 2
        /// Pairs of a micro-batch (`per_device_train_batch_size`).
        public var microBatchSize = 1
        /// Micro-batches of a step (`gradient_accumulation_steps`).
        public var gradientAccumulationSteps = 1
        /// Decay of AdamW's mean of the gradient (`adam_beta1`).
        public var beta1 = 0.9
        /// Decay of AdamW's mean of the squared gradient (`adam_beta2`).
        public var beta2 = 0.95
        /// Added to AdamW's denominator (`adam_epsilon`).
        public var epsilon = 1e-8
        /// Decay of matrices; biases and norms have none.
        public var weightDecay = 0.1
        /// Gradients are scaled down to this global norm.
        public var maxGradNorm = 1.0
        /// Whether each epoch takes the pairs in an order of its own; off, in that of the file.
        public var shuffle = true
        /// Steps between two rows of `training.jsonl`; a row averages the steps since the last.
        public var loggingSteps = 1
        /// Steps between two checkpoints; the most that a kill can cost.
        public var checkpointSteps = 50

        /// The paper's schedule: two epochs, a cosine from 5e-7 down to a tenth of it.
        public init() {}

        enum CodingKeys: String, CodingKey {
            case kind = "schedule"
            case learningRate
            case minLearningRateRatio = "minimumRate"
            case warmup, epochs
            case microBatchSize = "batch"
            case gradientAccumulationSteps = "accumulation"
            case beta1, beta2, epsilon, weightDecay, maxGradNorm, shuffle, loggingSteps
            case checkpointSteps
        }
    }

    /// The way in which a step is computed. None of it changes what is trained, but for rounding.
    public struct Memory: Codable, Sendable, Equatable {
        /// Most tokens of a forward pass, shared ones counted once. A micro-batch that has more is
        /// computed in parts, to the same gradients.
        public var batchTokens = 2048
        /// Whether answers lie end to end or in padded rows.
        public var layout = BatchLayout.packed
        /// Activation checkpointing: the input of each layer is kept and the layer computed again in
        /// the backward pass. Less memory, more time, the same numbers.
        public var checkpointsActivations = false

        /// Packed passes of up to 2048 tokens, with all activations kept.
        public init() {}
    }

    /// Pairs that are evaluated and not trained on, and what follows from their loss.
    public struct Validation: Codable, Sendable, Equatable {
        /// Below 1 a share of the pairs, from 1 their number; nil holds none out.
        public var size: Double?
        /// Steps between two evaluations; nil evaluates after each epoch. The last step always is.
        public var evaluationSteps: Int?
        /// Evaluations in a row without a lower loss after which training ends; nil never ends it.
        public var patience: Int?
        /// The checkpoint in the finished folder; nil is `best` where pairs are held out.
        public var keep: CheckpointChoice?

        /// No pair is held out.
        public init() {}

        enum CodingKeys: String, CodingKey {
            case size = "holdOut"
            case evaluationSteps, patience, keep
        }
    }

    /// The tokenization of pairs; nil takes the value of the mode.
    public struct Tokens: Codable, Sendable, Equatable {
        /// The way in which pairs become token ids.
        public var mode = TokenizationMode.corrected
        /// Most tokens of prompt and answer (`max_length`).
        public var maxLength: Int?
        /// Most tokens of the prompt, of which the last are kept (`max_prompt_length`).
        public var maxPromptLength: Int?
        /// The end of a longer sequence that is kept (`truncation_mode`).
        public var truncation: TruncationSide?

        /// Mode `corrected` with its own limits.
        public init() {}
    }
}
