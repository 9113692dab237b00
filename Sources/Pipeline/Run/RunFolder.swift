import ContrastPairs
public import Foundation
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
public struct RunFolder {
    public let url: URL

    public init(_ url: URL) { self.url = url }

    package func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    public var recipe: URL { file("recipe.json") }
    public var scores: URL { file("heads.json") }
    public var mask: URL { file("mask.json") }
    /// As many random heads, for comparison.
    public var control: URL { file("control.json") }
    public var prompts: URL { file("prompts.jsonl") }
    public var pairs: URL { file("pairs.jsonl") }
    public var contrast: URL { file("contrast.json") }
    public var retmask: URL { file("retmask") }
    public var supervised: URL { file("supervised") }
    public var suite: URL { file("evaluation/suite.jsonl") }
    public func answers(_ model: String) -> URL { file("evaluation/\(model).jsonl") }
    public var results: URL { file("results.jsonl") }
    public var differences: URL { file("differences.jsonl") }
    public var record: URL { file("run.json") }
    public var page: URL { file("report.html") }

    package func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
