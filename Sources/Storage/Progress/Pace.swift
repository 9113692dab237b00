import Foundation

/// The recent cost of one kind of work, in seconds a unit.
///
/// A mean over the last minutes of that work, older work counting less and less, so that it follows a
/// machine that becomes busy or free. The first unit, which pays for all that is done once, counts
/// only until as much has followed it.
struct Pace {
    private var first: (units: Double, seconds: Double)?
    private var units = 0.0
    private var seconds = 0.0
    /// Seconds of this work so far.
    private var age = 0.0
    /// Seconds after which work counts a third; nil for a quarter of all, from one minute to ten.
    private let memory: Double?

    init(memory: Double? = nil) { self.memory = memory }

    mutating func add(_ units: Double, in seconds: Double) {
        guard units > 0, seconds >= 0 else { return }
        age += seconds
        guard let first else { return self.first = (units, seconds) }
        let kept = Self.kept(after: seconds, age: age, memory: memory)
        self.units = self.units * kept + units
        self.seconds = self.seconds * kept + seconds
        if first.units > 0, self.units >= first.units { self.first = (0, 0) }
    }

    /// Seconds a unit; nil before the first.
    var cost: Double? {
        guard let first else { return nil }
        return (first.seconds + seconds) / (first.units + units)
    }

    /// What a mean keeps of its older part.
    static func kept(after seconds: Double, age: Double, memory: Double? = nil) -> Double {
        exp(-seconds / (memory ?? min(max(age / 4, 60), 600)))
    }
}
