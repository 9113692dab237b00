/// Accepted ranges of numbers, on the command line and in recipes alike.
///
/// The highest are far beyond what anyone computes, and low enough that no sum or product of them
/// leaves 64 bits and none asks for memory by itself.
public enum Limits {
    /// Threads of one operator on a CPU.
    public static let threads = NumberRange(1...1024)
    /// Every number of 64 bits.
    public static let seed = NumberRange(UInt64.min...UInt64.max)
    /// Of a list or a table that is shown, of rows that are read.
    public static let rows = NumberRange(1...1_000_000_000)
    /// Steps, evaluations, pairs: what is counted and not allocated.
    public static let steps = NumberRange(1...1_000_000_000)

    // Tokens. No model has 2^24 positions.
    /// Of a prompt, a batch, an answer.
    public static let tokens = NumberRange(1...1 << 24)
    /// 0 is as short as a prompt can be.
    public static let lengths = NumberRange(0...1 << 24)
    /// Of a sequence that is trained on: one token to condition on, one to predict.
    public static let sequence = NumberRange(2...1 << 24)
    /// Percent of a text.
    public static let depth = NumberRange(0.0...100)
    /// Built-in needles of a grid.
    public static let needles = NumberRange(1...10_000)

    // Heads and their scores.
    /// Layers, and heads per layer, that a file may name: far more than any model has, and few enough
    /// that a table of all heads fits into memory.
    public static let headTable = NumberRange(1...1024)
    /// Of a selection, a ranking: the heads of the largest table at most.
    public static let heads = NumberRange(1...headTable.highest * headTable.highest)
    /// Files that are written, one a random set; sets that are silenced one by one.
    public static let sets = NumberRange(1...1000)
    /// Of a head in a probe, by whatever detector.
    public static let score = NumberRange(-1e9...1e9)
    /// A score that selects, so above 0.
    public static let threshold = NumberRange(above: 0.0, through: 1e9)
    /// A part of something, from nothing to all.
    public static let share = NumberRange(0.0...1)
    /// A part of something that is not nothing.
    public static let positiveShare = NumberRange(above: 0.0, through: 1)

    // Answers.
    /// 0 is greedy.
    public static let temperature = NumberRange(0.0...100)
    /// Probability of the nucleus; 1 is off.
    public static let topP = positiveShare
    /// Most likely tokens that are kept; 0 is off.
    public static let topK = NumberRange(0...1 << 24)
    /// Rows, pairs or examples that are computed at once; micro-batches of a step.
    public static let batch = NumberRange(1...65_536)
    /// Pairs of answers that are asked for together, and again together after a kill.
    public static let window = NumberRange(1...1_000_000)
    /// Pairs of answers to one prompt.
    public static let samples = NumberRange(1...10_000)
    /// Built-in prompts of pairs.
    public static let prompts = NumberRange(1...1_000_000)
    /// Of one category of the suite at one length.
    public static let examples = NumberRange(1...10_000)

    // Servers.
    /// Requests to a server that are under way at once.
    public static let concurrency = NumberRange(1...1024)
    /// Attempts at one request, the first included.
    public static let attempts = NumberRange(1...1000)
    /// A day for an answer, an hour between two attempts.
    public static let timeout = NumberRange(above: 0.0, through: 86_400)
    /// Seconds before the second attempt.
    public static let delay = NumberRange(0.0...3600)

    // Training.
    /// Strength of the tie to the reference (DPO's beta).
    public static let beta = NumberRange(above: 0.0, through: 1000)
    /// Share of pairs taken to be labelled the wrong way round; at half, a label says nothing.
    public static let labelSmoothing = NumberRange(0.0..<0.5)
    /// Of a term of the loss, of a decay.
    public static let weight = NumberRange(0.0...1000)
    /// The peak of a schedule.
    public static let learningRate = NumberRange(above: 0.0, through: 100)
    /// Passes over all pairs.
    public static let epochs = NumberRange(1...10_000)
    /// The 2-norm to which gradients are clipped.
    public static let gradientNorm = NumberRange(above: 0.0, through: 1e9)
    /// Below 1 a share of the pairs, from 1 their number.
    public static let validationSize = NumberRange(above: 0.0, through: 1e9)
    /// Rank of LoRA's adapters.
    public static let rank = NumberRange(1...4096)
    /// LoRA's alpha: an update counts alpha over rank.
    public static let alpha = NumberRange(above: 0.0, through: 1_000_000)

    // An organism.
    /// Width of the residual stream and of the MLP.
    public static let width = NumberRange(1...8192)
    /// Layers, and heads per layer.
    public static let layers = NumberRange(1...128)
    /// Width of one head; rotary positions need an even one.
    public static let headWidth = NumberRange(2...256)
    /// Threads that share the rows of a batch.
    public static let workers = NumberRange(1...256)
    /// A multiple of the planned steps.
    public static let factor = NumberRange(above: 0.0, through: 1000)
    /// Of a text that is printed.
    public static let printed = NumberRange(1...1_000_000)
}
