import Testing

@testable import Storage

@Suite struct WorkMeterTests {
    let clock = SimulatedClock()

    @Test func aKindNotYetSeenCostsWhatItsWeightSays() {
        let meter = WorkMeter(weights: [1, 3], clock: clock.progress)
        meter.expect(0, 20)
        meter.expect(1, 10)
        #expect(meter.estimate().secondsLeft == nil && meter.estimate().fraction == 0)
        clock.now += 5
        meter.add(0, 10)
        // Half a second a unit: 5 s for the rest of the first kind, 15 for 10 at three times that.
        #expect(meter.estimate().secondsLeft == 20.0)
        #expect(meter.estimate().fraction == 5.0 / 25)
        clock.now += 8
        meter.add(1, 2)
        // Four seconds a unit as measured: 5 and 32.
        #expect(meter.estimate().secondsLeft == 37.0)
        #expect(meter.estimate().elapsed == 13)
    }

    @Test func pausesAndEarlierWorkTakeNoTime() {
        let meter = WorkMeter(weights: [1], clock: clock.progress)
        meter.find(0, 900)
        meter.expect(0, 100)
        clock.now += 60
        meter.pause()
        clock.now += 20
        meter.add(0, 10)
        #expect(meter.estimate().secondsLeft == 180)
        #expect(meter.estimate().fraction == 0.91)
    }

    /// Batches of 1 to 16 units whose speed wavers by a fifth; the first is three times as slow.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func batchesOfUnequalSizes(seed: UInt64) {
        var draws = Draws(state: seed)
        let sizes = (0..<60).map { _ in 1 + Double(Int(draws.uniform() * 16)) }
        let seconds = sizes.enumerated().map { index, size in
            size * (0.8 + 0.4 * draws.uniform()) * (index == 0 ? 3 : 1)
        }
        let meter = WorkMeter(weights: [1], clock: clock.progress)
        meter.expect(0, sizes.reduce(0, +))
        let start = clock.now
        let readings = zip(sizes, seconds).map { size, time in
            clock.now += time
            meter.add(0, size)
            return Reading(time: clock.now - start, estimate: meter.estimate())
        }
        #expect(readings.worst(after: 0.1) <= 1)
        #expect(readings[0].estimate.secondsLeft != nil)
        #expect(readings.last?.estimate.secondsLeft == 0)
    }

    /// A reference pass before training: pairs of unequal lengths, and a training token costs what it
    /// costs, not exactly what its weight says.
    @Test(arguments: [2.3, 3, 3.8], [1, 2, 3] as [UInt64])
    func theReferencePassIsAPartOfTheWhole(cost: Double, seed: UInt64) {
        var draws = Draws(state: seed)
        let pairs = (0..<80).map { _ in Double(draws.skewed(median: 600, spread: 0.6)) }
        let all = pairs.reduce(0, +)
        let meter = WorkMeter(weights: [1, 3], clock: clock.progress)
        meter.expect(0, all)
        meter.expect(1, 2 * all)
        let start = clock.now
        var readings: [Reading] = []
        for (kind, seconds) in [(0, 0.01), (1, 0.01 * cost), (1, 0.01 * cost)] {
            for tokens in pairs {
                clock.now += tokens * seconds
                meter.add(kind, tokens)
                readings.append(Reading(time: clock.now - start, estimate: meter.estimate()))
            }
        }
        #expect(readings.worst(after: 0.1) <= 1)
    }

    @Test func aReportIsDueAFewTimesASecond() {
        let meter = WorkMeter(weights: [1], clock: clock.progress)
        var due = 0
        for _ in 0..<64 {
            clock.now += 0.0625
            meter.add(0, 1)
            if meter.isDue() { due += 1 }
        }
        // 0.25 s is the first sixteenth past 0.2 s: one in four.
        #expect(due == 16)
    }
}
