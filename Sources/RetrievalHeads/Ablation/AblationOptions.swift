public import Artifacts
public import HeadAnalysis
import Numbers
import Storage

/// Options of an ablation: the sets of heads, and the scoring of probes.
public struct AblationOptions: Codable, Sendable, Equatable {
    /// Numbers of heads, ascending.
    public var counts: [Int]
    /// One random set of heads for each, at every count.
    public var seeds: [UInt64]
    /// From which heads those sets are drawn.
    public var control: RandomControl
    /// Tokens of an answer at most.
    public var maxTokens: Int
    /// A needle is found when the ROUGE-1 recall of the answer is above this, 0 to 1.
    public var recallAbove: Double
    /// Prompt tokens of one batch, about; more is faster and needs more memory.
    public var batchTokens: Int
    /// The ablation.
    public var gate: HeadGate

    /// Four counts up to 8 heads, three random sets at each. ``AblationCurve`` checks the values.
    public init(
        counts: [Int] = [1, 2, 4, 8], seeds: [UInt64] = [0, 1, 2],
        control: RandomControl = .others, maxTokens: Int = 50, recallAbove: Double = 0.5,
        batchTokens: Int = 8192, gate: HeadGate = .zero
    ) {
        self.counts = counts
        self.seeds = seeds
        self.control = control
        self.maxTokens = maxTokens
        self.recallAbove = recallAbove
        self.batchTokens = batchTokens
        self.gate = gate
    }

    func check(_ scores: HeadScores) throws {
        guard Limits.tokens.contains(maxTokens), Limits.tokens.contains(batchTokens),
            Limits.sets.contains(seeds.count)
        else {
            throw UsageError(
                "max tokens is \(maxTokens), batch tokens \(batchTokens) and random sets \(seeds.count); give \(Limits.tokens) tokens and \(Limits.sets) sets."
            )
        }
        guard !counts.isEmpty, counts == counts.sorted(), Set(counts).count == counts.count else {
            throw UsageError("counts of heads are \(counts); give them ascending, each once.")
        }
        for count in counts { _ = try HeadSelection.top(count).heads(of: scores) }
    }
}
