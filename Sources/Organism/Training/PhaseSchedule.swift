/// The phases of a pre-training run, one after the other. Everything follows from the step number,
/// so a run can go on from any step.
package struct PhaseSchedule: Codable, Sendable, Equatable {
    /// In order, at least one.
    package var phases: [TrainingPhase]
    /// Steps at the very start over which the rate rises linearly from 0.
    package var warmUp: Int

    /// A schedule of these phases.
    package init(phases: [TrainingPhase], warmUp: Int = 20) {
        self.phases = phases
        self.warmUp = warmUp
    }

    /// Steps of all phases.
    package var totalSteps: Int { phases.reduce(0) { $0 + $1.steps } }

    /// The phase of a step (from 0) and the steps of that phase before it; after the end, the last
    /// phase goes on.
    package func phase(at step: Int) -> (phase: TrainingPhase, index: Int, stepInPhase: Int) {
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
    package func rateScale(at step: Int) -> Double {
        let (phase, _, done) = phase(at: step)
        let part = min(1, Double(done) / Double(max(phase.steps, 1)))
        let scale = phase.rateStart + (phase.rateEnd - phase.rateStart) * part
        return step < warmUp ? scale * Double(step + 1) / Double(warmUp) : scale
    }
}

/// A stretch of pre-training with one setting.
package struct TrainingPhase: Codable, Sendable, Equatable {
    /// Its name in the log.
    package var name: String
    /// Number of its steps.
    package var steps: Int
    /// Tokens of a row.
    package var length: Int
    /// Rows of a step.
    package var rows: Int
    /// Most positions skipped within one row (position skips as in PoSE, Zhu et al. 2024): a row of
    /// 128 tokens then spans up to `128 + maximumSkip` positions, so that attention learns
    /// distances that no row is long enough to hold.
    package var maximumSkip: Int
    /// Share of the in-context answers replaced by what memory says, 0 to 1: the competition
    /// between memory and context that a model of real text has.
    package var defaultShare: Double
    /// Share of rows that echo pairs of words (`red bells red bells`), 0 to 1. To tell the second
    /// pair, a head has to look at the token before; without that lesson such heads, and the
    /// induction heads that build on them, take thousands of steps to form.
    package var echoShare: Double
    /// Share of rows with questions that memory answers, 0 to 1. Few at first: copying forms faster
    /// where less has to be learned by heart at the same time.
    package var closedBookShare: Double
    /// Head dropout of a row is none with probability 1/4, else uniform in 0 to this.
    package var headDropout: Double
    /// The same for rows without a book. Where it is high, what is known by heart does not lean on
    /// the heads that read books, so that silencing those costs retrieval and not memory.
    package var closedBookDropout: Double
    /// Learning rate at the first step, as a part of the peak; linear between this and ``rateEnd``.
    package var rateStart: Double
    /// Learning rate after the last step, likewise.
    package var rateEnd: Double

    /// A phase of these values; those left out have no effect.
    package init(
        name: String, steps: Int, length: Int, rows: Int, maximumSkip: Int = 0,
        defaultShare: Double = 0, echoShare: Double = 0, closedBookShare: Double = 0.08,
        headDropout: Double = 0,
        closedBookDropout: Double = 0, rateStart: Double = 1, rateEnd: Double = 1
    ) {
        self.name = name
        self.steps = steps
        self.length = length
        self.rows = rows
        self.maximumSkip = maximumSkip
        self.defaultShare = defaultShare
        self.echoShare = echoShare
        self.closedBookShare = closedBookShare
        self.headDropout = headDropout
        self.closedBookDropout = closedBookDropout
        self.rateStart = rateStart
        self.rateEnd = rateEnd
    }
}
