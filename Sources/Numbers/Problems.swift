/// Sentences on the bad values of some options, collected so that all are named at once.
extension [String] {
    /// Adds "beta is nan but should be above 0, at most 1000" unless the value is in its range.
    package mutating func check<Number>(
        _ name: String, _ value: Number, _ range: NumberRange<Number>
    ) {
        check(name, value, range.contains(value), "\(range)")
    }

    /// Adds a sentence unless the value is good.
    package mutating func check(
        _ name: String, _ value: some Any, _ good: Bool, _ wanted: String
    ) {
        if !good { append("\(name) is \(value) but should be \(wanted)") }
    }

    /// The same of each value of a list that should not be empty.
    package mutating func check<Number>(
        _ name: String, each values: [Number], _ range: NumberRange<Number>, _ unit: String
    ) {
        if values.isEmpty || values.count > 1000 || !values.allSatisfy(range.contains) {
            append("\(name) should be one or more \(unit), \(range)")
        }
    }
}
