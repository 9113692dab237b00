import ArgumentParser
import Artifacts
import Foundation
import HelmetSuite
import LongContextEval
import Numbers
import RunReports
import Storage

struct CompareAnswers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "How two models differ on the same questions.",
        discussion: """
            For each category, length and metric the means of both and the mean difference A − B with \
            its 95% interval, by a paired bootstrap: questions are drawn again with both answers, those \
            about one context together. An interval without zero is a difference that chance alone \
            seldom makes.

            A file is what retmask evaluate --out wrote, beside which the answers are, or the file of \
            answers itself. Both must answer the same questions.

              retmask evaluate compare ablated.jsonl base.jsonl
              retmask evaluate compare new.jsonl old.jsonl --names new,old --out differences.jsonl
              retmask evaluate compare a.jsonl b.jsonl --helmet-means
            """)

    @Argument(help: ArgumentHelp("Answers of a model.", valueName: "a"))
    var one: String
    @Argument(help: ArgumentHelp("Answers of the model that it is compared with.", valueName: "b"))
    var other: String

    @Option(
        help: ArgumentHelp(
            "What the two are called, with a comma; the names of the files when left out.",
            valueName: "a,b"))
    var names: String?
    @Flag(help: "Also the means over HELMET's categories, where the questions are its own.")
    var helmetMeans = false
    @Option(
        help: ArgumentHelp(
            "Write the differences as a JSONL file.", valueName: "differences.jsonl"))
    var out: String?
    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        var evaluation: [EvaluationRow]
        var differences: [EvaluationDifference]
    }

    func run() throws {
        let files = [one, other].map(Self.answers)
        if let out {
            try JobFiles(reads: files, writes: [URL(fileURLWithPath: out)]).check()
        }
        let (first, second) = (try Self.read(files[0]), try Self.read(files[1]))
        let (name, against) = try pairOfNames()
        var rows =
            EvaluationSummary.rows(first, model: name)
            + EvaluationSummary.rows(second, model: against)
        var differences = try EvaluationSummary.differences(
            first, model: name, against: second, named: against)
        if helmetMeans {
            let means = HelmetMeans.rows(first, model: name)
            guard !means.isEmpty else {
                throw DataError(
                    "\(files[0].path) has no category of HELMET's; leave out --helmet-means.")
            }
            rows += means + HelmetMeans.rows(second, model: against)
            differences += try HelmetMeans.differences(
                first, model: name, against: second, named: against)
        }
        if let out { try JSONLines.write(differences, to: URL(fileURLWithPath: out)) }
        if json {
            return try Output.json(Summary(evaluation: rows, differences: differences))
        }
        print(ResultTable(rows, differences: differences).terminal())
        if let out { print("differences: \(out)") }
    }

    /// The file of answers beside a file of rows, or the file itself.
    private static func answers(_ path: String) -> URL {
        let file = URL(fileURLWithPath: path)
        let beside = file.deletingLastPathComponent()
            .appendingPathComponent("\(file.lastPathComponent).answers.jsonl")
        return RegularFile.isThere(beside) ? beside : file
    }

    /// - Throws: `DataError` for a file that holds no answers, or scores that are none.
    private static func read(_ file: URL) throws -> [EvaluationResult] {
        let results = try JSONLines.read(EvaluationResult.self, from: file)
        guard !results.isEmpty else { throw DataError("\(file.path) holds no answers.") }
        var ids: Set<ExactText> = []
        for (index, result) in results.enumerated() {
            guard ids.insert(ExactText(result.id)).inserted else {
                throw DataError("\(file.path) answers \(result.id) twice.")
            }
            guard Limits.score.contains(result.score) else {
                throw DataError(
                    "\(file.path): answer \(index + 1) has the score \(result.score); scores are \(Limits.score)."
                )
            }
        }
        return results
    }

    private func pairOfNames() throws -> (String, String) {
        guard let names else {
            let stems = [one, other].map { URL(fileURLWithPath: $0).lastPathComponent }
            return stems[0].isExactly(stems[1]) ? (one, other) : (stems[0], stems[1])
        }
        let parts = names.split(separator: ",").map { $0.trimming() }
        guard parts.count == 2, !parts[0].isExactly(parts[1]), !parts.contains(where: \.isEmpty)
        else { throw UsageError("--names is \(names); give two different names, as new,old.") }
        return (parts[0], parts[1])
    }
}
