public import Foundation
import Storage

/// The causal check as one self-contained HTML page: needles found and the likelihood of plain text
/// as heads are silenced, the highest scores against random heads.
///
/// The page asks for nothing from elsewhere, follows the reader's light or dark setting, and gives
/// every number as a table too.
public struct AblationReport: Sendable {
    /// The effect of one number of silenced heads.
    public struct Point: Sendable, Equatable {
        /// Number of silenced heads.
        public var heads: Int
        /// Mean: a share, or nats per token.
        public var value: Double
        /// The lower end of the band; the value where there is none.
        public var low: Double
        /// The upper end, likewise.
        public var high: Double

        /// A point with its band.
        public init(heads: Int, value: Double, low: Double, high: Double) {
            self.heads = heads
            self.value = value
            self.low = low
            self.high = high
        }
    }

    /// The points of one way to choose heads, by ascending number; the first is at 0 heads.
    public struct Series: Sendable, Equatable {
        /// Name in legend and table, such as `random heads`.
        public var name: String
        /// By ascending number of heads.
        public var points: [Point]

        /// A named series.
        public init(_ name: String, _ points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// Heading of the page.
    public var title: String
    /// One line under it; empty for none.
    public var subtitle: String
    /// Short facts at the head of the page.
    public var facts: [RunReport.Fact] = []
    /// Share of the needles found, 0 to 1, with 95% intervals: random heads, then the highest
    /// scores.
    public var found: [Series]
    /// Nats per token of plain text, with the range over sets of heads, in the same order.
    public var likelihood: [Series]

    /// - Parameters:
    ///   - found: shares of the needles found, random heads first.
    ///   - likelihood: nats per token of plain text, in the same order.
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

    /// Writes the page.
    /// - Throws: `UsageError` when the file cannot be written; nothing half-written stays.
    public func write(to url: URL) throws { try AtomicFile.write(html(), to: url) }

    /// The comparison of the last points, in one sentence.
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

extension AblationReport {
    /// Both panels under one legend, each with its numbers.
    @MarkupBuilder var curves: [Markup] {
        Blocks.legend(found.map(\.name), label: "Silenced heads")
        tag("div", ["class": "pair"]) {
            panel(
                AblationFigure("Needles found", unit: .percent, series: found),
                note: "Bands are 95% bootstrap intervals over probes.")
            panel(
                AblationFigure("Plain text", unit: .nats, series: likelihood),
                note:
                    "Negative log-likelihood, nats a token, less is better; bands are the range over sets."
            )
        }
        tag("p", ["class": "note"]) {
            """
            The second panel is the general control: retrieval heads should cost needles and not \
            the likelihood of text without any. Horizontal axes are logarithmic in 1 + heads.
            """
        }
    }

    private func panel(_ figure: AblationFigure, note: String) -> Markup {
        Blocks.figure(figure.title, note: note, figure.markup(), numbers: table(figure))
    }

    private func table(_ figure: AblationFigure) -> Markup {
        var table = TextTable(
            columns: [.init("heads", .right)]
                + figure.series.map { .init($0.name, .right) })
        for heads in figure.counts {
            table.rows.append(
                ["\(heads)"]
                    + figure.series.map { series in
                        series.points.first { $0.heads == heads }.map(figure.text) ?? "–"
                    })
        }
        return Blocks.table(table)
    }
}
