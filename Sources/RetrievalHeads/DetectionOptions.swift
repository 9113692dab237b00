/// How probes are run and judged.
public struct DetectionOptions: Codable, Sendable, Equatable {
    /// Which procedure makes the scores; recorded in every artifact.
    public var mode: DetectionMode
    /// Tokens generated at most per probe.
    public var maxTokens: Int
    /// A probe is a success when the ROUGE-1 recall of the answer is above this.
    public var recallAbove: Double
    /// Prompt tokens decoded in one batch, about; more is faster and needs more memory.
    ///
    /// Part of the run's identity: rows of a batch are padded to each other, which may change the
    /// last bits of a float and so a tie.
    public var batchTokens: Int

    public init(
        mode: DetectionMode = .standard, maxTokens: Int = 50, recallAbove: Double = 0.5,
        batchTokens: Int = 8192
    ) {
        self.mode = mode
        self.maxTokens = maxTokens
        self.recallAbove = recallAbove
        self.batchTokens = batchTokens
    }

    /// Prompts of about `length` tokens that share a batch.
    func batchSize(length: Int) -> Int { Self.batchSize(length: length, tokens: batchTokens) }

    /// The rule of every probe, ablated ones too: as many as fit, from 1 to 32.
    static func batchSize(length: Int, tokens: Int) -> Int {
        min(max(tokens / max(length, 1), 1), mostRows)
    }

    static let mostRows = 32
}

/// The procedure of detection.
public enum DetectionMode: String, Codable, Sendable, CaseIterable {
    /// Needles where they were asked for, exact spans, each needle token credited once.
    case standard = "default"
    /// The published procedure with its accidents, for numbers to compare with the paper's.
    case paper
}
