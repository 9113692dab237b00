import Storage
import Testing

@testable import RetrievalHeads

@Suite struct ProbeMeterTests {
    /// Groups of lengths from 512 to 6144 with 12 prompts each; half of what is in a group is shared. Reading
    /// takes a millisecond a token, a step of writing 50.
    @Test(arguments: [[512, 1024, 2048, 4096, 6144], [1024, 1024, 1024], [6144, 512, 512]])
    func lengthsAreWeighedAndSharingIsLearned(lengths: [Int]) throws {
        var now = 0.0
        let rows = 4
        let groups = lengths.map {
            ProbeMeter.Group(tokens: Double(12 * $0), batches: 3)
        }
        let meter = ProbeMeter(groups, answer: 50, clock: ProgressClock(now: { now }))
        var said: [(time: Double, left: Double)] = []
        func tell(_ work: ModelWork, _ seconds: Double) {
            now += seconds
            meter.take(work)
            if let left = meter.estimate().secondsLeft { said.append((now, left)) }
        }
        for length in lengths {
            // The first batch reads more than the others.
            let reads = [0.8, 0.4, 0.3].map { $0 * Double(rows * length) }
            meter.begin(group: reads)
            for (batch, read) in reads.enumerated() {
                for _ in 0..<20 { tell(.read(tokens: read / 20), read / 20 * 0.001) }
                for _ in 0..<(8 + batch) { tell(.wrote(rows: rows), 0.05) }
                meter.endBatch()
            }
        }
        #expect(try #require(said.first).time < 20)
        for (time, left) in said where time >= now / 10 {
            #expect(abs(left - (now - time)) <= max((now - time) / 3, now / 20))
        }
        #expect(meter.estimate().secondsLeft == 0 && meter.estimate().fraction == 1)
    }

    @Test func groupsOfAnEarlierProcessAreDone() {
        var now = 0.0
        let group = ProbeMeter.Group(tokens: 100, batches: 1)
        let meter = ProbeMeter(
            [group, group, group, group], answer: 2, clock: ProgressClock(now: { now }))
        meter.begin(group: nil)
        meter.begin(group: nil)
        meter.begin(group: [100])
        now += 10
        meter.take(.read(tokens: 100))
        meter.endBatch(answers: false)
        // Of reading: three quarters; a tenth of a second a token is left of the last.
        #expect((meter.estimate().secondsLeft ?? 0) >= 10)
        #expect(meter.estimate().fraction > 0.5 && meter.estimate().fraction < 0.76)
    }

    @Test func modelsThatTellNothingAreMeasuredByBatches() {
        var now = 0.0
        let meter = ProbeMeter(
            [ProbeMeter.Group(tokens: 400, batches: 4)], answer: 0,
            clock: ProgressClock(now: { now }))
        meter.begin(group: [100, 100, 100, 100])
        now += 7
        meter.endBatch(answers: false)
        #expect(abs((meter.estimate().secondsLeft ?? 0) - 21) < 1e-9)
        #expect(abs(meter.estimate().fraction - 0.25) < 1e-9)
    }
}
