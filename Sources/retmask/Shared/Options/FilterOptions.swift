import ArgumentParser
import ContrastPairs
import Numbers

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
