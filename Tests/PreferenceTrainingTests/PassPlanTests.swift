import Testing

@testable import PreferenceTraining

@Suite struct PassPlanTests {
    @Test func pairsByNumber() {
        #expect(PassPlan.pairs(3).passes([4, 0, 2, 1, 3]) == [[4, 0, 2], [1, 3]])
    }

    @Test func pairsByTokens() {
        let plan = PassPlan.budget(10, tokens: [4, 6, 3, 12, 2])
        #expect(plan.passes([0, 1, 2, 3, 4]) == [[0, 1], [2], [3], [4]])
        #expect(plan.passes([4, 2, 0, 1, 3]) == [[4, 2, 0], [1], [3]])
        #expect(plan.passes([]) == [])
    }

    @Test func sharedTokensCountOnce() {
        let pair = TokenizedPair(prompt: [1, 2, 3], chosen: [4, 5], rejected: [4, 6, 7])
        #expect(pair.packedCount == 4 + 1 + 2)
    }

    @Test func aStepTakesTheSamePairsWhateverTheBudget() {
        var options = PreferenceOptions()
        options.batch = 2
        options.accumulation = 3
        options.shuffle = false
        options.batchTokens = 10
        let tokens = [4, 4, 4, 4, 9, 1, 5, 5]
        let order = PairOrder(
            pairs: 8, options: options, plan: .budget(10, tokens: tokens))
        #expect(order.step(0) == [[0, 1], [2, 3], [4, 5]] && order.step(1) == [[6, 7]])
        options.batchTokens = 12
        let wider = PairOrder(pairs: 8, options: options, plan: .budget(12, tokens: tokens))
        #expect(wider.step(0) == [[0, 1, 2], [3], [4, 5]])
        #expect(
            wider.step(0).map { wider.share($0, of: wider.step(0)) } == [0.5, 1.0 / 6, 1.0 / 3])
    }
}
