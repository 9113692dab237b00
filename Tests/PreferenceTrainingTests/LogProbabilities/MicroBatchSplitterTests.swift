import Testing

@testable import PreferenceTraining

@Suite struct MicroBatchSplitterTests {
    @Test func partsAreFilledInOrder() {
        let splitter = MicroBatchSplitter(
            maxTokens: 10, tokens: [4, 6, 3, 12, 2], lossWeights: [1, 1, 1, 1, 1])
        #expect(
            splitter.passes([[0, 1, 2, 3, 4]]) == [
                .init(pairs: [0, 1], weight: 0.4, pairFraction: 0.4),
                .init(pairs: [2], weight: 0.2, pairFraction: 0.2),
                .init(pairs: [3], weight: 0.2, pairFraction: 0.2),
                .init(pairs: [4], weight: 0.2, pairFraction: 0.2),
            ])
    }

    @Test func microBatchesAreNotMixed() {
        let splitter = MicroBatchSplitter(
            maxTokens: 100, tokens: [4, 6, 3], lossWeights: [1, 1, 1])
        #expect(
            splitter.passes([[2, 0], [1]])
                == [
                    .init(pairs: [2, 0], weight: 1, pairFraction: 1),
                    .init(pairs: [1], weight: 1, pairFraction: 1),
                ])
        #expect(splitter.passes([]) == [])
    }

    @Test func aPartCountsAsItsUnits() {
        var options = PreferenceOptions()
        options.memory.batchTokens = 6
        let pairs = [
            TokenizedPair(prompt: [1], chosen: [2, 3, 4], rejected: [5]),
            TokenizedPair(prompt: [1], chosen: [2], rejected: [3]),
        ]
        #expect(
            MicroBatchSplitter(options, pairs, layout: .packed).passes([[0, 1]]).map(\.weight) == [
                0.5, 0.5,
            ])
        // The mean over the tokens of chosen answers: three of four are the first one's.
        options.loss.objective = .supervised
        #expect(
            MicroBatchSplitter(options, pairs, layout: .packed).passes([[0, 1]]).map(\.weight) == [
                0.75, 0.25,
            ])
    }

    /// Two rows a pair, all as long as the longest of the pass.
    @Test func paddedRowsCountWithTheirPadding() {
        var options = PreferenceOptions()
        options.memory.batchTokens = 24
        let pairs = [3, 5, 2, 2].map {
            TokenizedPair(prompt: [1, 2], chosen: Array(3..<3 + $0), rejected: [9])
        }
        // Rows of 5, 7, 4 and 4. The first two would take 2 * 2 * 7 = 28, the last two with the
        // second 3 * 2 * 7 = 42, alone 2 * 2 * 4 = 16.
        #expect(
            MicroBatchSplitter(options, pairs, layout: .padded).passes([[0, 1, 2, 3]]).map(\.pairs)
                == [[0], [1], [2, 3]])
        // Packed they are 6 + 8 + 5 = 19 and 5 more.
        #expect(
            MicroBatchSplitter(options, pairs, layout: .packed).passes([[0, 1, 2, 3]]).map(\.pairs)
                == [[0, 1, 2, 3]])
    }

    @Test func sharedTokensCountOnce() {
        let pair = TokenizedPair(prompt: [1, 2, 3], chosen: [4, 5], rejected: [4, 6, 7])
        #expect(pair.packedCount == 4 + 1 + 2)
    }

    @Test("parts weigh their tokens in a mean over tokens")
    func likelihood() {
        // Chosen answers of 1 and 3 tokens in parts of their own: each part is half of the pairs, and
        // 1/4 and 3/4 of the tokens.
        let splitter = MicroBatchSplitter(
            maxTokens: 5, tokens: [4, 6], lossWeights: [1, 1], chosenTokens: [1, 3])
        let passes = splitter.passes([[0, 1]])
        #expect(passes.map(\.weight) == [0.5, 0.5])
        #expect(passes.map(\.likelihoodFactor) == [0.5, 1.5])
        #expect(zip(passes.map(\.weight), passes.map(\.likelihoodFactor)).map(*) == [0.25, 0.75])
    }
}
