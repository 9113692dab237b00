import Artifacts
import Foundation
import RunReports
import TestSupport
import Testing

@Suite struct RunReportTests {
    /// To look at the page: `RETMASK_PAGE=$PWD/page.html swift test --filter everyPartIsThere`.
    @Test(arguments: [false, true])
    func everyPartIsThere(isLarge: Bool) throws {
        let report = SampleReport.make(isLarge: isLarge)
        let html = report.html()
        if let path = ProcessInfo.processInfo.environment["RETMASK_PAGE"] {
            try report.write(to: URL(fileURLWithPath: path + (isLarge ? ".large.html" : "")))
        }
        let page = ParsedPage(html)
        #expect(page.problem == nil)
        #expect(
            page.all("section").compactMap { $0.attributes["id"] }
                == ["results", "heads", "needles", "pairs", "training", "provenance"])
        // Links lead to sections, ids are unique.
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        #expect(
            page.all("a").allSatisfy { ids.contains(String($0.attributes["href"]!.dropFirst())) })
        #expect(report.html() == html)
    }

    @Test func asksForNothingFromElsewhere() {
        let html = SampleReport.make().html()
        let page = ParsedPage(html)
        let loading: Set<String> = ["script", "link", "img", "iframe", "object", "embed", "use"]
        #expect(page.elements.allSatisfy { !loading.contains($0.name) })
        #expect(page.elements.allSatisfy { $0.attributes["src"] == nil })
        #expect(!html.contains("url(") && !html.contains("@import"))
        // The only addresses are names of languages.
        let addresses = Set(html.matches(of: /https?:[^"<\s]*/).map { String($0.output) })
        #expect(addresses == ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"])
    }

    @Test func everyFigureSaysWhatItShows() {
        let page = ParsedPage(SampleReport.make().html())
        let drawings = page.all("svg").filter { $0.attributes["aria-hidden"] == nil }
        // 10 panels of results, 2 of heads, 2 of needles, 6 of training.
        #expect(drawings.count == 20)
        #expect(
            drawings.allSatisfy {
                $0.attributes["role"] == "img" && ($0.attributes["aria-label"] ?? "").count > 20
            })
    }

    @Test func anEmptyReportIsAPage() {
        let page = ParsedPage(RunReport(title: "Nothing yet").html())
        #expect(page.problem == nil)
        #expect(page.all("h1").map(\.text) == ["Nothing yet"])
        #expect(page.all("section").count == 1)
        #expect(page.all("p", class: "reply").first?.text.contains("gives no answer") == true)
        #expect(page.all("nav").isEmpty && page.all("svg").isEmpty)
    }

    @Test func noSuccessfulProbeIsSaidPolitely() {
        var report = RunReport(title: "t")
        var values: [HeadID: [Double]] = [:]
        for layer in 0..<2 { for head in 0..<2 { values[HeadID(layer: layer, head: head)] = [] } }
        report.scores = HeadScores(
            model: nil, mode: "default", layers: 2, heads: 2, attempts: 9, values: values)
        report.trials = [
            NeedleTrial(
                index: 0, needle: 0, length: 64, depth: 50, promptTokens: 64, span: nil,
                response: "", recall: 0, success: false, scores: [])
        ]
        let html = report.html()
        let page = ParsedPage(html)
        #expect(page.problem == nil)
        #expect(html.contains("None of 9 probes found its needle"))
        #expect(html.contains("found in none of 1 probes"))
        #expect(html.contains("none of the 4 heads has a score"))
    }

    @Test func numbersThatAreNotFiniteAreNotDrawn() {
        var report = RunReport(title: "t")
        report.training = [
            TrainingStep(step: 1, epoch: 0, loss: .nan, gradNorm: .infinity, learningRate: 0),
            TrainingStep(step: 2, epoch: 0, loss: 0.5, gradNorm: 1, learningRate: 0),
        ]
        let page = ParsedPage(report.html())
        #expect(page.problem == nil)
        let drawn = page.elements.filter { ["path", "line", "circle", "rect"].contains($0.name) }
        #expect(!drawn.isEmpty)
        #expect(
            drawn.allSatisfy { element in
                element.attributes.values.allSatisfy { !$0.contains("nan") && !$0.contains("inf") }
            })
    }

    @Test(arguments: [
        "</script><script>alert(1)</script>", "a & b < c > d \"e\" 'f'", "]]>", "<!-- x",
        "\u{0}\u{1}\u{8}\u{B}\u{1B}[31m\u{7F}\u{85}", "\u{202E}gnp.exe\u{202C} \u{2067}x",
        "\u{FFFE}\u{FFFF}\u{1FFFE}", "مرحبا بالعالم", "👩‍👩‍👧‍👦 e\u{301}", "a\r\nb\rc\td",
    ])
    func hostileTextStaysText(text: String) {
        let report = Self.report(of: text)
        let page = ParsedPage(report.html())
        #expect(page.problem == nil)
        #expect(page.all("script").isEmpty)
        // What the reader sees is the text, controls shown by their pictures.
        let seen = ParsedPage("<p>\(Escaping.text(text))</p>").elements[0].text
        #expect(page.all("h1").first?.text == seen)
        #expect(page.all("code").map(\.text).contains(seen))
        #expect(page.all("p", class: "text").contains { $0.text == seen })
        // The tree of elements does not depend on the text.
        let harmless = ParsedPage(Self.report(of: "harmless").html())
        #expect(
            page.elements.map(\.name).filter { $0 != "mark" }
                == harmless.elements.map(\.name).filter { $0 != "mark" })
    }

    /// A report that shows `text` wherever text of others can come in.
    static func report(of text: String) -> RunReport {
        var report = RunReport(title: text, subtitle: text)
        report.facts = [.init(text, text)]
        report.commands = [.init(text, text)]
        report.pairs = [
            PreferencePair(
                conversationID: text, chosen: [.user(text), .assistant(text)],
                rejected: [.user(text), .assistant("other")])
        ]
        report.pairCounts = .init(kept: 1, dropped: [text: 2])
        report.mask = HeadMask(heads: [HeadID(layer: 0, head: 0)], selection: text)
        report.scores = HeadScores(
            model: text, mode: text, layers: 1, heads: 1, attempts: 1,
            values: [HeadID(layer: 0, head: 0): [0.5]])
        report.rows = [
            EvaluationRow(
                model: text, category: text, length: 1, metric: text, mean: 0.5, low: 0.4,
                high: 0.6, n: 3)
        ]
        report.differences = [
            EvaluationDifference(
                model: text, against: text, category: text, length: 1, metric: text, mean: 0.1,
                low: 0.05, high: 0.2, n: 3)
        ]
        return report
    }

    @Test func writesAFile() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("report.html")
        let report = RunReport(title: "t")
        try report.write(to: file)
        #expect(try String(contentsOf: file, encoding: .utf8) == report.html())
    }
}
