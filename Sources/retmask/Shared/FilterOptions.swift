import ArgumentParser
import Artifacts
import ContrastPairs

/// Which pairs of answers a verb drops. Empty and identical answers always go.
struct FilterOptions: ParsableArguments {
    @Flag(help: "Drop pairs of which an answer met the token limit.")
    var dropTruncated = false
    @Option(
        help: ArgumentHelp(
            "Drop pairs of which an answer repeats itself more than this, 0 to 1.",
            valueName: "share"))
    var maxRepetition: Double?

    /// - Throws: `UsageError` for a share outside 0 to 1.
    func filter() throws -> PairFilter {
        if let share = maxRepetition, !(0...1).contains(share) {
            throw UsageError("--max-repetition is \(share); give 0 to 1.")
        }
        return PairFilter(dropsTruncated: dropTruncated, maximumRepetition: maxRepetition)
    }
}
