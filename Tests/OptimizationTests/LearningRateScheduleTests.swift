import Optimization
import Testing

@Suite struct LearningRateScheduleTests {
    func schedule(_ kind: LearningRateSchedule.Kind) -> LearningRateSchedule {
        LearningRateSchedule(kind, peak: 3e-4, steps: 40, warmUpSteps: 5, minRatio: 0.1)
    }

    @Test func equalsTransformers() throws {
        let rates = try Golden.rates()
        for (kind, expected) in [
            (LearningRateSchedule.Kind.cosine, rates.cosine),
            (.linear, rates.linear), (.constant, rates.constant),
        ] {
            let schedule = schedule(kind)
            for (step, rate) in expected.enumerated() {
                #expect(
                    abs(schedule.learningRate(at: step) - rate) < 1e-12 * 3e-4, "\(kind) \(step)")
            }
        }
    }

    @Test func landmarksByHand() {
        let schedule = schedule(.cosine)
        #expect(schedule.learningRate(at: 0) == 0)
        #expect(schedule.learningRate(at: 5) == 3e-4)
        // The end: the cosine is 0, a tenth is left. Halfway: 0.5 * 0.9 + 0.1 of the peak.
        #expect(abs(schedule.learningRate(at: 40) - 3e-5) < 1e-18)
        let even = LearningRateSchedule(
            .cosine, peak: 1, steps: 10, warmUpSteps: 0, minRatio: 0.1)
        #expect(abs(even.learningRate(at: 5) - 0.55) < 1e-12)
    }

    @Test func warmUpRatioIsRoundedUp() {
        let schedule = LearningRateSchedule(.constant, peak: 1, steps: 35, warmUpRatio: 0.1)
        #expect(schedule.warmUpSteps == 4)
    }
}
