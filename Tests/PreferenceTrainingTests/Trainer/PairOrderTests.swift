import Testing

@testable import PreferenceTraining

@Suite struct PairOrderTests {
    func order(shuffle: Bool) -> PairOrder {
        var options = PreferenceOptions()
        options.schedule.microBatchSize = 3
        options.schedule.gradientAccumulationSteps = 2
        options.schedule.epochs = 2
        options.schedule.shuffle = shuffle
        return PairOrder(pairs: 8, options: options)
    }

    @Test func anEpochEndsWithWhatIsLeft() {
        let order = order(shuffle: false)
        #expect(order.stepsPerEpoch == 2 && order.steps == 4)
        #expect(order.step(0) == [[0, 1, 2], [3, 4, 5]])
        #expect(order.step(1) == [[6, 7]])
        #expect(order.step(2) == order.step(0))
        #expect(order.epoch(after: 1) == 2.0 / 3)
        #expect(order.epoch(after: 2) == 1)
        #expect(order.epoch(after: 4) == 2)
    }

    @Test func everyEpochHasAnOrderOfItsOwn() {
        let order = order(shuffle: true)
        let first = (order.step(0) + order.step(1)).flatMap { $0 }
        let second = (order.step(2) + order.step(3)).flatMap { $0 }
        #expect(first.sorted() == Array(0..<8) && second.sorted() == Array(0..<8))
        #expect(first != second)
    }
}
