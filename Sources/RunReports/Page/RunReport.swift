public import Artifacts
public import Foundation
import Storage

/// One run as one self-contained HTML page: no script, no font, no image from anywhere else.
///
/// Every part may be missing; its section is then left out. The page follows the reader's light or
/// dark setting, fits a phone, prints, and gives every figure's numbers as a table as well.
///
/// ```swift
/// var report = RunReport(title: "First light")
/// report.scores = try HeadScores.read(folder.appending(path: "heads.json"))
/// try report.write(to: folder.appending(path: "report.html"))
/// ```
public struct RunReport: Sendable {
    /// A name and what is known under it.
    public struct Fact: Sendable, Equatable {
        /// Name of the fact.
        public var name: String
        /// Its value, as text.
        public var value: String
        /// A fact of this name.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Prompts of contrastive sampling, with a pair and without.
    public struct PairCounts: Sendable, Equatable {
        /// Prompts that gave a pair.
        public var kept: Int
        /// Prompts without one by reason, such as `identical` or `truncated`.
        public var dropped: [String: Int]
        /// Counts of prompts.
        public init(kept: Int, dropped: [String: Int]) {
            self.kept = kept
            self.dropped = dropped
        }
    }

    /// Heading of the page.
    public var title: String
    /// One line under the title: the model and the date, for example.
    public var subtitle: String
    /// Short facts at the head of the page: parameters, wall time.
    public var facts: [Fact] = []
    /// The model before training, by the name that the rows use, as ``ablated`` and ``subject`` are; the
    /// answer of the page compares the three.
    public var base = "base"
    /// The model with silenced heads.
    public var ablated = "ablated"
    /// The model after training.
    public var subject = "RetMask"
    /// Categories that measure general skill rather than long context; the answer leaves them out
    /// and says what happened to them.
    public var controls: Set<String> = []
    /// The mean change over the long-context categories, when the caller has computed one example
    /// by example; else it is put together from `differences`.
    public var overall: EvaluationDifference?

    /// Detections, each with what was selected by its scores.
    public var detections: [Detection] = []
    /// Ablation curves.
    public var curves: [Curve] = []
    /// Sets of pairs.
    public var contrasts: [Contrast] = []
    /// Trainings.
    public var trainings: [Training] = []
    /// Sets of questions.
    public var questionSets: [QuestionSet] = []
    /// Number of pairs that are shown of each set.
    public var examplePairs = 6
    /// Seconds by stage, in order.
    public var costs: [(stage: String, seconds: Double)] = []
    /// The recipe as text.
    public var recipe = ""
    /// The commands of the run in order: name of the stage and command line.
    public var commands: [Fact] = []
    /// Versions, seeds, hashes.
    public var provenance: [Fact] = []

    /// A report without any part; each is set on its own.
    public init(title: String, subtitle: String = "") {
        self.title = title
        self.subtitle = subtitle
    }

    /// The whole page. Equal reports are equal pages.
    public func html() -> String {
        "<!DOCTYPE html>\n" + page.text
    }

    /// The answer to the run's question, in a sentence computed from the numbers.
    public var answer: String { RunAnswer(self).sentence }

    /// Writes the page.
    /// - Throws: `UsageError` when the file cannot be written; nothing half-written stays.
    public func write(to url: URL) throws { try AtomicFile.write(html(), to: url) }

    var sections: [Section] {
        [
            resultSection, answerTextSection, headSection, needleSection, curveSection, pairSection,
            trainingSection, costSection, recipeSection, provenanceSection,
        ].compactMap { $0 }
    }

    var page: Markup {
        let sections = sections
        return PageFrame.page(title: title, footer: "Made by retmask report.") {
            tag("header") { heading(sections) }
            tag("main") {
                answerSection
                for section in sections { section.markup }
            }
        }
    }

    @MarkupBuilder func heading(_ sections: [Section]) -> [Markup] {
        tag("h1", ["dir": "auto"]) { title }
        if !subtitle.isEmpty { tag("p", ["class": "subtitle", "dir": "auto"]) { subtitle } }
        Blocks.facts(facts)
        if sections.count > 1 {
            tag("nav", ["aria-label": "Sections"]) {
                for section in sections {
                    tag("a", ["href": "#\(section.id)"]) { section.title }
                }
            }
        }
    }
}

/// A part of the page under its own heading.
struct Section {
    let id: String
    let title: String
    let content: [Markup]

    init(_ id: String, _ title: String, @MarkupBuilder _ content: () -> [Markup]) {
        self.id = id
        self.title = title
        self.content = content()
    }

    var markup: Markup {
        tag("section", ["id": id, "aria-labelledby": "\(id)-title"]) {
            tag("h2", ["id": "\(id)-title"]) { title }
            content
        }
    }
}
