public import Foundation

/// The folder of a run: every artifact by its name.
///
///     RUN/recipe.json  heads.json (+ .trials.jsonl)  mask.json  control.json
///         prompts.jsonl  pairs.jsonl (+ .answers.jsonl, .samples.jsonl)  contrast.json
///         retmask/  supervised/                  model folders
///         evaluation/suite.jsonl, <model>.jsonl  one line an answer
///         results.jsonl  differences.jsonl       the table
///         run.json  report.html
///
/// Named variants of a stage have folders: `detect/NAME.json`, `select/NAME.json`, `ablate/NAME.json`,
/// `contrast/NAME/pairs.jsonl`, `models/NAME/`, `evaluation/NAME/results.jsonl`.
public struct RunFolder {
    /// The folder itself.
    public let url: URL

    /// The names of files in a folder, whether or not it is there.
    public init(_ url: URL) { self.url = url }

    package func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Every number of the run (``Recipe``).
    public var recipe: URL { file("recipe.json") }
    /// Scores of all heads, of the detection (`HeadScores`).
    public var scores: URL { file("heads.json") }
    /// The heads that are silenced (`HeadMask`).
    public var mask: URL { file("mask.json") }
    /// As many random heads, for comparison.
    public var control: URL { file("control.json") }
    /// The prompts of the pairs (`PromptRow`).
    public var prompts: URL { file("prompts.jsonl") }
    /// The pairs that are trained on (`PreferencePair`).
    public var pairs: URL { file("pairs.jsonl") }
    /// Counts of the pairs (`ContrastSummary`).
    public var contrast: URL { file("contrast.json") }
    /// Model folder: trained on the pairs.
    public var retmask: URL { file("retmask") }
    /// Model folder: the rival, trained on the chosen answers alone.
    public var supervised: URL { file("supervised") }
    /// The examples that every model is asked (`EvaluationExample`).
    public var suite: URL { file("evaluation/suite.jsonl") }
    /// The answers of `base`, `ablated`, `random`, `RetMask` or `supervised` (`EvaluationResult`).
    public func answers(_ model: String) -> URL { file("evaluation/\(model).jsonl") }
    /// Means of every model, category and length (`EvaluationRow`).
    public var results: URL { file("results.jsonl") }
    /// Each model against the base on the same examples (`EvaluationDifference`).
    public var differences: URL { file("differences.jsonl") }
    /// Model, versions and seconds of each stage; a folder without it is no run.
    public var record: URL { file("run.json") }
    /// The report as one page of HTML.
    public var page: URL { file("report.html") }

    package func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
