/// The results of a model with one set of heads ablated: a line of `<out>.points.jsonl`.
public struct AblationPoint: Codable, Sendable, Equatable {
    /// Heads silenced.
    public var count: Int
    /// The seed of a random draw, from which heads the run's control says; nil for the heads with the
    /// highest scores.
    public var seed: UInt64?
    /// The silenced heads themselves, `count` of them.
    public var heads: [HeadID]
    /// The ablation; nil in lines of earlier versions.
    public var gate: HeadGate?
    /// Per probe, whether the needle was found (ROUGE-1 recall above the limit).
    public var found: [Bool]
    /// Mean negative log-likelihood of the filler's tokens, in nats: what silencing costs elsewhere.
    public var likelihood: Double

    package init(
        count: Int, seed: UInt64? = nil, heads: [HeadID], gate: HeadGate? = nil, found: [Bool],
        likelihood: Double
    ) {
        self.count = count
        self.seed = seed
        self.heads = heads
        self.gate = gate
        self.found = found
        self.likelihood = likelihood
    }

    /// Share of the probes whose needle was found, 0 to 1; 0 without probes.
    public var accuracy: Double {
        found.isEmpty ? 0 : Double(found.count { $0 }) / Double(found.count)
    }
}
