import Testing

@testable import Storage

/// Estimates on answers that are written in simulated time.
@Suite struct AnswerMeterTests {
    typealias Item = SimulatedAnswers.Item

    /// Streams whose lengths do not change on the way.
    enum Stream: CaseIterable {
        case skewed, circles, shortLimit, longPrompts, resumed

        func answers(seed: UInt64) -> SimulatedAnswers {
            func pairs(_ count: Int, _ limit: Int, circles: Double) -> [[Item]] {
                Item.pairs(
                    count, seed: seed, median: 250, spread: 0.8, limit: limit, circles: circles,
                    prompts: 30...300
                ).windows(of: 512)
            }
            switch self {
            case .skewed: return SimulatedAnswers(windows: pairs(260, 2048, circles: 0))
            case .circles: return SimulatedAnswers(windows: pairs(260, 2048, circles: 0.3))
            case .shortLimit: return SimulatedAnswers(windows: pairs(260, 512, circles: 0.3))
            case .longPrompts:
                let items = Item.pairs(
                    100, seed: seed, median: 30, spread: 0.5, limit: 128, circles: 0,
                    prompts: 500...8000)
                return SimulatedAnswers(windows: items.windows(of: 16), slots: 8)
            case .resumed:
                return SimulatedAnswers(windows: pairs(1100, 1024, circles: 0.2), resumed: 2)
            }
        }
    }

    @Test(arguments: Stream.allCases, [1, 2, 3] as [UInt64])
    func anEstimateStandsEarlyAndIsNearTheTruth(stream: Stream, seed: UInt64) throws {
        let readings = stream.answers(seed: seed).run()
        let first = try #require(readings.first { $0.estimate.secondsLeft != nil })
        #expect(first.time <= 20)
        #expect(readings.worst(after: 0.1) <= 1)
        for reading in readings {
            #expect((0...1).contains(reading.estimate.fraction))
            #expect(reading.estimate.secondsLeft ?? 0 >= 0)
        }
        // Not before the end.
        let early = readings.dropLast().filter { $0.time < 0.95 * readings.total }
        #expect(early.allSatisfy { $0.estimate.secondsLeft ?? 1 > 0 })
        #expect(readings.last?.estimate.secondsLeft == 0)
        #expect(readings.last?.estimate.fraction == 1)
    }

    @Test func whatWasDoneBeforeCountsInThePartAndNotInTheTime() throws {
        let whole = SimulatedAnswers(windows: Stream.skewed.answers(seed: 1).windows)
        var rest = whole
        rest.windows += whole.windows
        rest.resumed = whole.windows.count
        let reading = try #require(rest.run().first { $0.time > 100 })
        // Half was there, and of the rest about a tenth is done.
        #expect(abs(reading.estimate.fraction - 0.55) < 0.05)
    }

    @Test(arguments: [0.5, 2.0])
    func aMachineThatBecomesBusyOrFreeIsFollowed(factor: Double) {
        var answers = Stream.shortLimit.answers(seed: 5)
        answers.windows += Stream.shortLimit.answers(seed: 6).windows
        let change = answers.run().total / 2
        answers.slowness = { $0 < change ? 1 : factor }
        let readings = answers.run()
        // Five minutes after the change nine tenths of the mean are of the time since.
        #expect(readings.worst(after: (change + 300) / readings.total) <= 1)
    }

    @Test func textsOfUnequalLengthsAreWeighedByTheirTokens() throws {
        let clock = SimulatedClock()
        // Short texts first: by their number half would be done after an eighth of the time.
        let texts = Array(repeating: 1000, count: 20) + Array(repeating: 7000, count: 20)
        let meter = AnswerMeter(
            windows: texts.map { [.text(tokens: $0)] }, rows: 1, clock: clock.progress)
        for (index, tokens) in texts.enumerated() {
            meter.begin(window: index)
            for _ in 0..<4 {
                clock.now += Double(tokens) / 4 / 1000
                meter.take(.read(tokens: Double(tokens) / 4))
            }
            meter.end()
            guard index == 19 else { continue }
            #expect(abs(meter.estimate.fraction - 20.0 / 160) < 1e-9)
            #expect(abs(try #require(meter.estimate.secondsLeft) - 140) < 1e-9)
        }
    }

    @Test func modelsThatTellNothingAreMeasuredByWholeAnswers() throws {
        let clock = SimulatedClock()
        let meter = AnswerMeter(
            windows: [Array(repeating: .prompt(size: 10, limit: 9), count: 8)], rows: 2,
            clock: clock.progress)
        meter.begin(window: 0)
        #expect(meter.estimate.secondsLeft == nil)
        for _ in 0..<2 {
            clock.now += 3
            meter.takeAnswers()
        }
        #expect(meter.estimate.secondsLeft == 18)
        #expect(meter.estimate.fraction == 0.25)
        #expect(meter.tokensPerSecond == nil)
    }

    /// Two batches of 32 in 64 seconds each: the 32 that are left take 64, not the moment in which the last of a batch
    /// were counted.
    @Test func answersThatComeTogetherShareTheirTime() throws {
        let clock = SimulatedClock()
        let requests = [AnswerMeter.Request](repeating: .prompt(size: 10, limit: 9), count: 32)
        let meter = AnswerMeter(
            windows: Array(repeating: requests, count: 3), rows: 32, clock: clock.progress)
        for window in 0..<2 {
            meter.begin(window: window)
            clock.now += 64
            meter.takeAnswers(32)
            meter.end()
        }
        #expect(abs(try #require(meter.estimate.secondsLeft) - 64) < 1e-9)
    }

    /// A prompt that does not fit is not waited for: the batch runs empty after the others, and the next
    /// window fills it again.
    @Test func refusedRequestsAreNotWaitedFor() throws {
        let clock = SimulatedClock()
        let requests = [AnswerMeter.Request](repeating: .prompt(size: 40, limit: 4), count: 4)
        let meter = AnswerMeter(windows: [requests, requests], rows: 3, clock: clock.progress)
        meter.begin(window: 0)
        meter.refuse(3)
        clock.now += 1
        meter.take(.read(tokens: 30))
        meter.take(.began([0, 1, 2]))
        for rows in [3, 3, 1] {
            clock.now += 1
            meter.take(.wrote(rows: rows))
            if rows == 3 { continue }
            meter.take(.ended(0))
        }
        // A fourth answer in the queue would make the batch look as narrow as its last step: four answers
        // of up to 4 tokens one after the other, up to 12 steps instead of 6.
        meter.end()
        let left = try #require(meter.estimate.secondsLeft)
        #expect(left > 1 && left < 8)
    }

    @Test func tokensASecondAndRowsUnderWay() throws {
        let clock = SimulatedClock()
        let meter = AnswerMeter(
            windows: [Array(repeating: .prompt(size: 40, limit: 90), count: 4)], rows: 4,
            clock: clock.progress)
        meter.begin(window: 0)
        clock.now += 1
        meter.take(.read(tokens: 40))
        meter.take(.began([0, 1, 2, 3]))
        for _ in 0..<400 {
            clock.now += 0.5
            meter.take(.wrote(rows: 4))
        }
        meter.take(.ended(2))
        #expect(meter.underWay == 3)
        // Four tokens each half second, of late.
        #expect(abs(try #require(meter.tokensPerSecond) - 8) < 0.01)
    }
}
