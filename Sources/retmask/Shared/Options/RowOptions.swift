import ArgumentParser
import Foundation
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
