public import Foundation
import Storage

/// The causal check as one self-contained HTML page: needles found and the likelihood of plain text
/// as heads are silenced, the highest scores against random heads.
///
/// The page asks for nothing from elsewhere, follows the reader's light or dark setting, and gives
/// every number as a table too.
public struct AblationReport: Sendable {
    /// What one number of silenced heads left.
    public struct Point: Sendable, Equatable {
        public var heads: Int
        public var value: Double
        /// The ends of the band; equal to the value where there is none.
        public var low: Double
        public var high: Double

        public init(heads: Int, value: Double, low: Double, high: Double) {
            self.heads = heads
            self.value = value
            self.low = low
            self.high = high
        }
    }

    /// The points of one way to choose heads, by ascending number; the first is at 0 heads.
    public struct Series: Sendable, Equatable {
        public var name: String
        public var points: [Point]

        public init(_ name: String, _ points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    public var title: String
    public var subtitle: String
    public var facts: [RunReport.Fact] = []
    /// Share of the needles found, 0 to 1, with 95% intervals: random heads, then the highest
    /// scores.
    public var found: [Series]
    /// Nats per token of plain text, with the range over sets of heads, in the same order.
    public var likelihood: [Series]

    public init(
        title: String, subtitle: String = "", found: [Series], likelihood: [Series]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.found = found
        self.likelihood = likelihood
    }

    /// The whole page. Equal reports are equal pages.
    public func html() -> String { "<!DOCTYPE html>\n" + page.text }

    /// - Throws: `UsageError` when the file cannot be written; nothing half-written stays.
    public func write(to url: URL) throws { try AtomicFile.write(html(), to: url) }

    /// What the last points say, in one sentence.
    public var answer: String {
        guard let random = found.first?.points.last, let top = found.last?.points.last,
            let base = found.last?.points.first, top.heads > 0
        else { return "No heads were silenced." }
        func text(_ point: Point) -> String {
            "\(MetricUnit.percent.interval(mean: point.value, low: point.low, high: point.high))%"
        }
        let one = top.heads == 1
        let verdict =
            if top.high < random.low {
                ""
            } else if top.low > random.high {
                " Random heads take more away, which refutes the scores."
            } else {
                " The intervals meet, so this does not tell the two apart."
            }
        return """
            Silencing the \(one ? "head" : "\(top.heads) heads") with the highest \
            \(one ? "score" : "scores") leaves \(text(top)) of the needles found, from \
            \(text(base)); as many random heads leave \(text(random)).\(verdict)
            """
    }

    private var page: Markup {
        PageFrame.page(title: title, footer: "Made by retmask ablate-curve.") {
            tag("header") {
                tag("h1", ["dir": "auto"]) { title }
                if !subtitle.isEmpty {
                    tag("p", ["class": "subtitle", "dir": "auto"]) { subtitle }
                }
                Blocks.facts(facts)
            }
            tag("main") {
                tag("section", ["class": "answer", "aria-label": "Answer"]) {
                    tag("p", ["class": "question"]) {
                        "Is it these heads that copy, or would any heads do?"
                    }
                    tag("p", ["class": "reply"]) { answer }
                }
                tag("section", ["aria-label": "Curves"]) { curves }
            }
        }
    }
}
