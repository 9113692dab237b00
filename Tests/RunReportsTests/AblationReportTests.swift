import Foundation
import RunReports
import TestSupport
import Testing

@Suite struct AblationReportTests {
    typealias Point = AblationReport.Point

    /// 0, 1, 3 heads: at log2(1 + heads) of 0, 1, 2.
    static let found: [AblationReport.Series] = [
        .init(
            "random heads",
            [
                Point(heads: 0, value: 0.9, low: 0.8, high: 1),
                Point(heads: 1, value: 0.9, low: 0.8, high: 1),
                Point(heads: 3, value: 0.8, low: 0.7, high: 0.9),
            ]),
        .init(
            "highest scores",
            [
                Point(heads: 0, value: 0.9, low: 0.8, high: 1),
                Point(heads: 1, value: 0.5, low: 0.4, high: 0.6),
                Point(heads: 3, value: 0.1, low: 0, high: 0.2),
            ]),
    ]
    static let likelihood: [AblationReport.Series] = [
        .init(
            "random heads",
            [
                Point(heads: 0, value: 2, low: 2, high: 2),
                Point(heads: 3, value: 2.1, low: 2, high: 2.2),
            ]),
        .init(
            "highest scores",
            [
                Point(heads: 0, value: 2, low: 2, high: 2),
                Point(heads: 3, value: 2.05, low: 2.05, high: 2.05),
            ]),
    ]

    static func report(title: String = "Curve") -> AblationReport {
        var report = AblationReport(
            title: title, subtitle: "a & b", found: found, likelihood: likelihood)
        report.facts = [.init("Probes", "60")]
        return report
    }

    @Test("points and bands are where their numbers say")
    func coordinates() throws {
        let figure = AblationFigure("Needles found", unit: .percent, series: Self.found)
        let page = ParsedPage(figure.markup().text)
        #expect(page.problem == nil)
        // Heads 0, 1, 3 at 0, 1, 2 of 2 over 46 to 330; shares 0 to 1 over 192 to 10.
        #expect(page.all("circle").map { $0.number("cx") } == [46, 188, 330])
        let heights = [0.9, 0.9, 0.8].map { ((192 - 182 * $0) * 100).rounded() / 100 }
        #expect(page.all("circle").map { $0.number("cy") } == heights)
        let bands = page.all("polygon", class: "band").map { $0.attributes["points"] }
        // Upper ends left to right, lower ends right to left.
        #expect(
            bands == [
                "46,10 188,10 330,28.2 330,64.6 188,46.4 46,46.4",
                "46,10 188,82.8 330,155.6 330,192 188,119.2 46,46.4",
            ])
        #expect(
            page.all("path", class: "link").map { $0.attributes["d"] } == [
                "M46 28.2L188 28.2L330 46.4", "M46 28.2L188 101L330 173.8",
            ])
        #expect(
            page.all("text", class: "end").map(\.text)
                == ["0%", "20%", "40%", "60%", "80%", "100%"])
        // The highest scores have diamonds, 4 · 1.3 high.
        let marks = page.all("polygon", class: "mark").compactMap { $0.attributes["points"] }
        #expect(marks.map { $0.split(separator: " ").first } == ["46,23", "188,95.8", "330,168.6"])
        #expect(
            page.all("title").last?.text == "3 heads, highest scores: 10.0 [0.0, 20.0]")
    }

    @Test("the likelihood's axis shows a tenth to either side, and more where it is needed")
    func likelihoodAxis() {
        let figure = AblationFigure("Plain text", unit: .nats, series: Self.likelihood)
        #expect(figure.plot.y.domain.lowerBound <= 1.8 + 1e-9)
        #expect(figure.plot.y.domain.upperBound >= 2.2 - 1e-9)
        let page = ParsedPage(figure.markup().text)
        // The highest scores are one set, without a band.
        #expect(page.all("polygon", class: "band").count == 1)
        let far = AblationFigure(
            "Plain text", unit: .nats,
            series: [
                .init(
                    "x",
                    [
                        Point(heads: 0, value: 2, low: 2, high: 2),
                        Point(heads: 1, value: 7, low: 7, high: 7),
                    ])
            ])
        #expect(far.plot.y.domain.upperBound >= 7)
    }

    /// To look at the page: `RETMASK_PAGE=$PWD/page.html swift test --filter AblationReportTests`.
    @Test("one well-formed page that asks for nothing, with every number as a table")
    func page() throws {
        let report = Self.report()
        if let path = ProcessInfo.processInfo.environment["RETMASK_PAGE"] {
            try report.write(to: URL(fileURLWithPath: path + ".curve.html"))
        }
        let html = report.html()
        let page = ParsedPage(html)
        #expect(page.problem == nil && html == Self.report().html())
        #expect(!html.contains("url(") && !html.contains("@import"))
        #expect(page.elements.allSatisfy { !["script", "link", "img"].contains($0.name) })
        #expect(html.contains("prefers-color-scheme: dark"))
        let drawings = page.all("svg").filter { $0.attributes["aria-hidden"] == nil }
        #expect(drawings.count == 2)
        #expect(drawings[0].attributes["aria-label"]?.contains("10.0 at 3") == true)
        // Three rows of three cells, then two of three.
        #expect(page.all("td").count == 15)
        #expect(page.all("td")[8].text == "10.0 [0.0, 20.0]")
        let odd = ParsedPage(Self.report(title: "<b> \u{1} & \"").html())
        #expect(odd.problem == nil && odd.all("h1").map(\.text) == ["<b> \u{2401} & \""])
    }

    @Test("the answer is computed from the last points")
    func answer() {
        #expect(
            Self.report().answer
                == "Silencing the 3 heads with the highest scores leaves 10.0 [0.0, 20.0]% of the needles found, from 90.0 [80.0, 100.0]%; as many random heads leave 80.0 [70.0, 90.0]%."
        )
        var close = Self.report()
        close.found[0].points[2].low = 0.15
        #expect(close.answer.hasSuffix("The intervals meet, so this does not tell the two apart."))
        // 10.0 [0.0, 20.0] left by random heads, 80.0 [70.0, 90.0] by the highest scores.
        var inverse = Self.report()
        (inverse.found[0].points, inverse.found[1].points) = (
            inverse.found[1].points, inverse.found[0].points
        )
        #expect(
            inverse.answer.hasSuffix(
                "10.0 [0.0, 20.0]%. Random heads take more away, which refutes the scores."))
        #expect(
            AblationReport(title: "", found: [], likelihood: []).answer
                == "No heads were silenced.")
        #expect(
            ParsedPage(AblationReport(title: "", found: [], likelihood: []).html()).problem == nil)
    }
}
