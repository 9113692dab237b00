/// The phases of a pre-training run, one after the other. Everything follows from the step number,
/// so a run can go on from any step.
public struct PhaseSchedule: Codable, Sendable, Equatable {
    public var phases: [TrainingPhase]
    /// Steps at the very start over which the rate rises linearly from 0.
    public var warmUp: Int

    public init(phases: [TrainingPhase], warmUp: Int = 20) {
        self.phases = phases
        self.warmUp = warmUp
    }

    public var totalSteps: Int { phases.reduce(0) { $0 + $1.steps } }

    /// The phase of a step (from 0) and the steps of that phase before it; after the end, the last
    /// phase goes on.
    public func phase(at step: Int) -> (phase: TrainingPhase, index: Int, stepInPhase: Int) {
        var first = 0
        for (index, phase) in phases.enumerated() {
            if step < first + phase.steps || index == phases.count - 1 {
                return (phase, index, step - first)
            }
            first += phase.steps
        }
        preconditionFailure("a schedule needs at least one phase")
    }

    /// The learning rate of a step as a part of the peak.
    ///
    ///     // one phase of 100 steps from 1 to 0, no warm-up
    ///     rateScale(at: 25)   // 0.75
    public func rateScale(at step: Int) -> Double {
        let (phase, _, done) = phase(at: step)
        let part = min(1, Double(done) / Double(max(phase.steps, 1)))
        let scale = phase.rateStart + (phase.rateEnd - phase.rateStart) * part
        return step < warmUp ? scale * Double(step + 1) / Double(warmUp) : scale
    }
}
