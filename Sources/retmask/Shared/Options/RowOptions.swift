import ArgumentParser
import ContrastPairs
import Foundation
import Numbers
import Storage

/// Options of rows that cannot be used.
struct RowOptions: ParsableArguments {
    @Flag(
        help:
            "End with exit code 65 when a row of the file cannot be used, instead of leaving it out."
    )
    var strict = false

    /// Names the rows that were left out or read otherwise, on standard error.
    static func note(_ file: URL, _ problems: RowProblems) {
        for line in problems.lines(file.path) { Output.note(line) }
    }
}

/// Options of the pairs of answers that a verb drops. Empty and identical answers always go.
struct FilterOptions: ParsableArguments {
    @Flag(help: "Drop pairs of which an answer met the token limit.")
    var dropTruncated = false
    @Option(
        Limits.share, "Drop pairs of which an answer repeats itself more than this.",
        valueName: "share")
    var maxRepetition: Double?

    var filter: PairFilter {
        PairFilter(dropsTruncated: dropTruncated, maximumRepetition: maxRepetition)
    }
}
