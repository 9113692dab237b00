import Optimization
import Testing

@Suite struct LearningRateScheduleTests {
    func schedule(_ shape: LearningRateSchedule.Shape) -> LearningRateSchedule {
        LearningRateSchedule(peak: 3e-4, steps: 40, warmUp: 5, shape: shape)
    }

    @Test func equalsTransformers() throws {
        let rates = try Golden.rates()
        for (shape, expected) in [
            (LearningRateSchedule.Shape.cosine(minimum: 0.1), rates.cosine),
            (.linear, rates.linear), (.constant, rates.constant),
        ] {
            let schedule = schedule(shape)
            for (step, rate) in expected.enumerated() {
                #expect(abs(schedule.rate(at: step) - rate) < 1e-12 * 3e-4, "\(shape) \(step)")
            }
        }
    }

    @Test func landmarksByHand() {
        let schedule = schedule(.cosine(minimum: 0.1))
        #expect(schedule.rate(at: 0) == 0)
        #expect(schedule.rate(at: 5) == 3e-4)
        // The end: the cosine is 0, a tenth is left. Halfway: 0.5 * 0.9 + 0.1 of the peak.
        #expect(abs(schedule.rate(at: 40) - 3e-5) < 1e-18)
        let even = LearningRateSchedule(
            peak: 1, steps: 10, warmUp: 0, shape: .cosine(minimum: 0.1))
        #expect(abs(even.rate(at: 5) - 0.55) < 1e-12)
    }

    @Test func warmUpShareIsRoundedUp() {
        #expect(
            LearningRateSchedule(peak: 1, steps: 35, warmUpShare: 0.1, shape: .constant).warmUp == 4
        )
    }
}
