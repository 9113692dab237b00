/// The progress of work in unequal pieces of a few kinds, such as reading and writing tokens.
///
/// The cost of each kind is measured on its own: the time since the last piece belongs to the piece that
/// ends it. So what is left of a kind is weighed by what that kind costs, and the time left is
///
///     Σ units left of a kind × its seconds a unit of late
///
/// A kind of which nothing is done yet costs what its weight says, beside those that are known.
///
/// ```swift
/// let meter = WorkMeter(weights: [1, 3])       // a training pass costs three of the reference's
/// meter.expect(1, 120_000)
/// meter.add(1, 2048)
/// print(meter.estimate().secondsLeft ?? 0)
/// ```
public final class WorkMeter {
    private struct Kind {
        let weight: Double
        var done = 0.0
        /// Of earlier processes.
        var found = 0.0
        var left = 0.0
        var pace = Pace()
    }

    private var kinds: [Kind]
    private var clock: ProgressClock

    /// - Parameter weights: of each kind, what a unit costs beside those of the others, about.
    public init(weights: [Double], clock: ProgressClock = ProgressClock()) {
        kinds = weights.map { Kind(weight: $0) }
        self.clock = clock
    }

    /// Says what is left of a kind, about; it may be said again at any time.
    public func expect(_ kind: Int, _ units: Double) { kinds[kind].left = max(0, units) }

    /// Adds to what is left of a kind.
    public func expect(_ kind: Int, more units: Double) { expect(kind, kinds[kind].left + units) }

    /// Counts work of an earlier process, which took no time of this one.
    public func find(_ kind: Int, _ units: Double) { kinds[kind].found += units }

    /// Counts work that was done since the last call of this or ``pause()``.
    public func add(_ kind: Int, _ units: Double) {
        kinds[kind].pace.add(units, in: clock.lap())
        kinds[kind].done += units
        kinds[kind].left = max(0, kinds[kind].left - units)
    }

    /// Leaves out the time since the last piece, which was none of this work.
    public func pause() { _ = clock.lap() }

    /// Units of a kind that were done in this process.
    public func done(_ kind: Int) -> Double { kinds[kind].done }

    /// Whether it is time for a report within a unit; asked after ``add(_:_:)``.
    public func isDue() -> Bool { clock.isDue() }

    /// - Parameter isAtMost: whether the job may end before all of this is done.
    public func estimate(isAtMost: Bool = false) -> ProgressEstimate {
        let known = kinds.compactMap { kind in
            kind.pace.cost.map { (units: kind.done * kind.weight, seconds: kind.done * $0) }
        }
        let weighed = known.reduce(0) { $0 + $1.units }
        let typical = weighed > 0 ? known.reduce(0) { $0 + $1.seconds } / weighed : nil
        var (left, done) = (0.0, 0.0)
        for kind in kinds {
            let cost = kind.pace.cost ?? kind.weight * (typical ?? 1)
            left += kind.left * cost
            done += (kind.done + kind.found) * cost
        }
        return ProgressEstimate(
            fraction: done + left > 0 ? done / (done + left) : 1,
            secondsLeft: typical == nil ? nil : left, elapsed: clock.elapsed, isAtMost: isAtMost)
    }
}
