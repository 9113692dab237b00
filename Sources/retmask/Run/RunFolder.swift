import Artifacts
import ContrastPairs
import Foundation
import LongContextEval
import RunReports

/// The folder of a run: every artifact by its name.
///
///     RUN/recipe.json  heads.json (+ .trials.jsonl)  mask.json  control.json
///         prompts.jsonl  pairs.jsonl (+ .answers.jsonl, .samples.jsonl)  contrast.json
///         retmask/  supervised/                  model folders
///         evaluation/suite.jsonl, <model>.jsonl  one line an answer
///         results.jsonl  differences.jsonl       the table
///         run.json  report.html
struct RunFolder {
    let url: URL

    init(_ url: URL) { self.url = url }

    func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    var recipe: URL { file("recipe.json") }
    var scores: URL { file("heads.json") }
    var mask: URL { file("mask.json") }
    /// As many random heads, for comparison.
    var control: URL { file("control.json") }
    var prompts: URL { file("prompts.jsonl") }
    var pairs: URL { file("pairs.jsonl") }
    var contrast: URL { file("contrast.json") }
    var retmask: URL { file("retmask") }
    var supervised: URL { file("supervised") }
    var suite: URL { file("evaluation/suite.jsonl") }
    func answers(_ model: String) -> URL { file("evaluation/\(model).jsonl") }
    var results: URL { file("results.jsonl") }
    var differences: URL { file("differences.jsonl") }
    var record: URL { file("run.json") }
    var page: URL { file("report.html") }

    func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// The record of a run and of its duration: `run.json`.
struct RunRecord: Codable {
    var tool: String
    var model: String
    var fingerprint: String
    var libtorch: String
    var threads: Int
    var seed: UInt64
    /// Seconds by stage; stages that an earlier, interrupted run finished keep its time.
    var seconds: [String: Double]
    var command: String
}
