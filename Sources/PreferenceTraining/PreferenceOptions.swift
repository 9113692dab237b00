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

    // The loss (`PreferenceLoss`).
    public var beta = 0.1
    public var labelSmoothing = 0.0

    // The schedule: linear from 0 to the peak, then half a cosine to `minimumRate` of the peak.
    public var learningRate = 5e-7
    /// Last learning rate over the peak.
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

    /// Steps between two rows of `training.jsonl`; a row averages the steps since the last.
    public var loggingSteps = 1
    /// Steps between two checkpoints; what a kill can cost.
    public var checkpointSteps = 50

    public init() {}

    /// - Throws: `UsageError` with every problem in one sentence.
    public func validate() throws {
        let problems = self.problems
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }

    /// Everything wrong with the values, all at once.
    public var problems: [String] {
        var list: [String] = []
        func check(_ name: String, _ value: some Any, _ good: Bool, _ wanted: String) {
            if !good { list.append("\(name) is \(value) but should be \(wanted)") }
        }
        let (positive, share) = ("above 0", "0 to 1")
        check("beta", beta, beta > 0 && beta.isFinite, positive)
        check(
            "labelSmoothing", labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 0.5,
            "at least 0 and below 0.5")
        check("learningRate", learningRate, learningRate > 0 && learningRate.isFinite, positive)
        check("minimumRate", minimumRate, 0...1 ~= minimumRate, share)
        check("warmup", warmup, 0...1 ~= warmup, share)
        check("epochs", epochs, epochs > 0, "at least 1")
        for (name, value) in [("beta1", beta1), ("beta2", beta2)] {
            check(name, value, value >= 0 && value < 1, "at least 0 and below 1")
        }
        check("epsilon", epsilon, epsilon > 0 && epsilon.isFinite, positive)
        check("weightDecay", weightDecay, weightDecay >= 0 && weightDecay.isFinite, "0 or more")
        check("maxGradNorm", maxGradNorm, maxGradNorm > 0, positive)
        let counts = [
            ("batch", batch), ("accumulation", accumulation), ("loggingSteps", loggingSteps),
            ("checkpointSteps", checkpointSteps), ("maxPromptLength", maxPromptLength ?? 1),
            ("batchTokens", batchTokens),
        ]
        for (name, value) in counts { check(name, value, value > 0, "at least 1") }
        check(
            "checkpointsActivations", checkpointsActivations,
            !checkpointsActivations || layout == .packed, "false in the padded layout")
        // One token to condition on, one to predict.
        check("maxLength", maxLength ?? 2, maxLength ?? 2 > 1, "at least 2")
        return list
    }
}
