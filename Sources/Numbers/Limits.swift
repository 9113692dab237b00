/// Accepted ranges of numbers, on the command line and in recipes alike.
///
/// The highest are far beyond what anyone computes, and low enough that no sum or product of them
/// leaves 64 bits and none asks for memory by itself.
public enum Limits {
    public static let threads = NumberRange(1...1024)
    public static let seed = NumberRange(UInt64.min...UInt64.max)
    /// Of a list or a table that is shown, of rows that are read.
    public static let rows = NumberRange(1...1_000_000_000)
    /// Steps, evaluations, pairs: what is counted and not allocated.
    public static let steps = NumberRange(1...1_000_000_000)

    // Tokens. No model has 2^24 positions.
    public static let tokens = NumberRange(1...1 << 24)
    /// 0 is as short as a prompt can be.
    public static let lengths = NumberRange(0...1 << 24)
    /// Of a sequence that is trained on: one token to condition on, one to predict.
    public static let sequence = NumberRange(2...1 << 24)
    /// Percent of a text.
    public static let depth = NumberRange(0.0...100)
    public static let needles = NumberRange(1...10_000)

    // Heads and their scores.
    /// Layers, and heads per layer, that a file may name: far more than any model has, and few enough
    /// that a table of all heads fits into memory.
    public static let headTable = NumberRange(1...1024)
    public static let heads = NumberRange(1...headTable.highest * headTable.highest)
    /// Files that are written, one a random set; sets that are silenced one by one.
    public static let sets = NumberRange(1...1000)
    /// Of a head in a probe, by whatever detector.
    public static let score = NumberRange(-1e9...1e9)
    public static let threshold = NumberRange(above: 0.0, through: 1e9)
    public static let share = NumberRange(0.0...1)
    public static let positiveShare = NumberRange(above: 0.0, through: 1)

    // Answers.
    public static let temperature = NumberRange(0.0...100)
    public static let topP = positiveShare
    public static let topK = NumberRange(0...1 << 24)
    public static let batch = NumberRange(1...65_536)
    public static let window = NumberRange(1...1_000_000)
    public static let samples = NumberRange(1...10_000)
    public static let prompts = NumberRange(1...1_000_000)
    public static let examples = NumberRange(1...10_000)

    // Servers.
    public static let concurrency = NumberRange(1...1024)
    public static let attempts = NumberRange(1...1000)
    /// A day for an answer, an hour between two attempts.
    public static let timeout = NumberRange(above: 0.0, through: 86_400)
    public static let delay = NumberRange(0.0...3600)

    // Training.
    public static let beta = NumberRange(above: 0.0, through: 1000)
    public static let labelSmoothing = NumberRange(0.0..<0.5)
    /// Of a term of the loss, of a decay.
    public static let weight = NumberRange(0.0...1000)
    public static let learningRate = NumberRange(above: 0.0, through: 100)
    public static let epochs = NumberRange(1...10_000)
    public static let gradientNorm = NumberRange(above: 0.0, through: 1e9)
    /// Below 1 a share of the pairs, from 1 their number.
    public static let validationSize = NumberRange(above: 0.0, through: 1e9)
    public static let rank = NumberRange(1...4096)
    public static let alpha = NumberRange(above: 0.0, through: 1_000_000)

    // An organism.
    public static let width = NumberRange(1...8192)
    public static let layers = NumberRange(1...128)
    public static let headWidth = NumberRange(2...256)
    public static let workers = NumberRange(1...256)
    public static let factor = NumberRange(above: 0.0, through: 1000)
    /// Of a text that is printed.
    public static let printed = NumberRange(1...1_000_000)
}
