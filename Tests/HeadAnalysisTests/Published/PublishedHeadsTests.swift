import HeadAnalysis
import Testing

/// The numbers of the published files, as the specification of this project computed them.
@Suite struct PublishedHeadsTests {
    @Test(arguments: [
        ("llama-3.1-8b-instruct", 342, 0.935, 0.641, [33, 18, 3], 2, 15, 783),
        ("qwen3-8b", 600, 0.902, 0.697, [57, 31, 13], 2, 22, 660),
        ("olmo-3-7b-think", 30, 0.850, 0.757, [46, 20, 2], 3, 20, 698),
    ])
    func statistics(
        _ name: String, _ samples: Int, _ gini: Double, _ entropy: Double, _ counts: [Int],
        _ first: Int, _ layers: Int, _ zeros: Int
    ) throws {
        let scores = try #require(try PublishedHeads.scores(name))
        let concentration = HeadConcentration(scores)
        #expect(scores.samples == samples)
        #expect(abs(concentration.gini - gini) < 0.0005)
        #expect(abs(concentration.normalizedEntropy - entropy) < 0.0005)
        #expect(
            [0.1, 0.2, 0.5].map { threshold in
                concentration.counts.first { $0.threshold == threshold }?.heads
            } == counts)
        let tenth = concentration.counts.first { $0.threshold == 0.1 }
        #expect(tenth?.firstLayer == first && tenth?.layers == layers)
        #expect(Int((concentration.zeroShare * Double(concentration.heads)).rounded()) == zeros)
    }

    @Test func namesAreListed() throws {
        #expect(PublishedHeads.names == ["llama-3.1-8b-instruct", "olmo-3-7b-think", "qwen3-8b"])
        #expect(try PublishedHeads.scores("Qwen3-8B") != nil)
        #expect(try PublishedHeads.scores("qwen4") == nil)
    }

    /// Means alone say nothing about how far they would move.
    @Test func meansHaveNoIntervals() throws {
        let scores = try #require(try PublishedHeads.scores("qwen3-8b"))
        let best = scores.ranking[0].head
        #expect(best.description == "22-23")
        #expect(ScoreIntervals(scores, heads: [best])[best] == nil)
    }
}
