/// The seconds of a step that gives each of some rows a token: a part that every step has, and a part for
/// each row. Both follow from the steps of late (least squares).
struct StepCost {
    /// Rows that cost as much as the part of every step, before steps of different widths tell.
    static let ownRows = 8.0

    private var steps = 0.0
    private var rows = 0.0
    private var squares = 0.0
    private var seconds = 0.0
    private var products = 0.0
    private var age = 0.0

    var isKnown: Bool { steps > 0 }

    mutating func add(rows count: Int, in time: Double) {
        let count = Double(count)
        age += time
        let kept = Pace.kept(after: time, age: age)
        steps = steps * kept + 1
        rows = rows * kept + count
        squares = squares * kept + count * count
        seconds = seconds * kept + time
        products = products * kept + count * time
    }

    /// Seconds of a row's token, its share of the step included.
    var ofToken: Double { rows > 0 ? seconds / rows : 0 }

    /// Seconds of every step, and of each row in it.
    var parts: (step: Double, row: Double) {
        guard steps > 0, rows > 0 else { return (0, 0) }
        let (width, time) = (rows / steps, seconds / steps)
        let variance = max(0, squares / steps - width * width)
        let covariance = products / steps - width * time
        // As if some steps of other widths had been seen, which agree with `ownRows`.
        let usual = time / (width + Self.ownRows)
        let row = min(max((covariance + 4 * usual) / (variance + 4), 0), time / width)
        return (time - row * width, row)
    }

    /// A guess from the cost of reading, before the first step: reading is two times as fast.
    static func guess(reading: Double) -> (step: Double, row: Double) {
        (2 * reading * ownRows, 2 * reading)
    }
}
