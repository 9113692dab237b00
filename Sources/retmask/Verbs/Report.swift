import ArgumentParser
import Foundation
import Pipeline
import RunReports
import Storage

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the HTML page of a run folder again.",
        discussion: """
            The page is one file without anything external: heat map of the head scores, ranking, \
            needle grid, training curves, example pairs, the result table.

              retmask report RUN
            """)

    @Argument(help: ArgumentHelp("The --out folder of retmask run.", valueName: "run"))
    var folder: String

    @Option(
        help: ArgumentHelp("Where the page goes; RUN/report.html when left out.", valueName: "file")
    )
    var out: String?

    func run() throws {
        let run = RunFolder(URL(fileURLWithPath: folder))
        let url = out.map { URL(fileURLWithPath: $0) } ?? run.page
        try JobFiles(reads: run.data, writes: [url]).check()
        let page = try run.report().html()
        let lock = try OutputLock(url)
        defer { lock.release() }
        try AtomicFile.write(page, to: url)
        print("page: \(url.path)")
    }
}
