public import HeadAnalysis
import Storage

/// Options of the probes and of their scoring.
public struct DetectionOptions: Codable, Sendable, Equatable {
    /// The procedure that makes the scores; recorded in every artifact.
    public var mode: DetectionMode
    /// Tokens generated at most per probe.
    public var maxTokens: Int
    /// A probe is a success when the ROUGE-1 recall of the answer is above this.
    public var recallAbove: Double
    /// Prompt tokens of one batch, about; more is faster and needs more memory.
    ///
    /// Part of the run's identity: rows of a batch are padded to each other, which may change the
    /// last bits of a float and so a tie.
    public var batchTokens: Int
    /// Whether the model reasons before it answers, up to `</think>`. Only the answer after it is
    /// compared with the expected one; copying counts in both, for retrieval may happen in the
    /// reasoning. Reasoning that does not end has no answer.
    public var reasoning: Bool
    /// The detectors that score the heads. Without `DetectorKind.copy` no answer is generated.
    public var detectors: [DetectorKind]
    /// Takes the probes in a random order and stops when the retrieval heads are known.
    public var stability: RankStability?

    /// The names are part of a run's identity.
    enum CodingKeys: String, CodingKey {
        case mode, maxTokens, recallAbove, batchTokens
        case reasoning = "thinks"
        case detectors, stability
    }

    /// The copy score of greedy answers over the whole grid, unless told otherwise.
    public init(
        mode: DetectionMode = .standard, maxTokens: Int = 50, recallAbove: Double = 0.5,
        batchTokens: Int = 8192, reasoning: Bool = false, detectors: [DetectorKind] = [.copy],
        stability: RankStability? = nil
    ) {
        self.mode = mode
        self.maxTokens = maxTokens
        self.recallAbove = recallAbove
        self.batchTokens = batchTokens
        self.reasoning = reasoning
        self.detectors = detectors
        self.stability = stability
    }

    /// - Throws: `UsageError` for detectors that do not go with each other or with the mode.
    func check() throws {
        let all = DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard !detectors.isEmpty else { throw UsageError("give at least one detector of \(all).") }
        if let twice = detectors.first(where: { kind in detectors.count { $0 == kind } > 1 }) {
            throw UsageError("detector \(twice.rawValue) is given twice; give each of \(all) once.")
        }
        try stability?.check()
        if stability != nil, detectors[0].readsRepeats {
            throw UsageError(
                "the first detector is \(detectors[0].rawValue), which reads no probes: stability is asked of copy, forced-copy, mass or query, put one of them first."
            )
        }
        guard mode == .paper else { return }
        guard detectors == [.copy], stability == nil else {
            throw UsageError(
                "paper mode knows one detector, copy, and runs the whole grid; leave the others to the default mode."
            )
        }
    }

    /// Whether the probes are answered.
    var generates: Bool { detectors.contains(.copy) }

    /// Whether a detector looks at needles, and not only at random tokens.
    var readsNeedles: Bool { !detectors.allSatisfy(\.readsRepeats) }

    /// Whether a detector has attention queries of its own.
    var readsAttention: Bool { detectors.contains { $0.detector != nil } }

    /// Tokens generated at most after a prompt. One where no answer is asked for: prompts are read all
    /// the same.
    var answerTokens: Int { generates ? maxTokens : readsNeedles ? 1 : 0 }

    /// Prompts of about `length` tokens that share a batch.
    func batchSize(length: Int) -> Int { Self.batchSize(length: length, tokens: batchTokens) }

    /// The rule of every probe, ablated ones too: as many as fit, from 1 to 32.
    static func batchSize(length: Int, tokens: Int) -> Int {
        min(max(tokens / max(length, 1), 1), mostRows)
    }

    static let mostRows = 32
}
