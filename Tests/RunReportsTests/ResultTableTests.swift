import Artifacts
import RunReports
import Testing

@Suite struct ResultTableTests {
    static let rows = [
        EvaluationRow(
            model: "base", category: "recall", length: 512, metric: "SubEM", mean: 0.925,
            low: 0.8625,
            high: 0.975, n: 80),
        EvaluationRow(
            model: "base", category: "fluency", length: 256, metric: "NLL", mean: 1.2344, low: 1.2,
            high: 1.2706, n: 20),
        EvaluationRow(
            model: "RetMask", category: "recall", length: 512, metric: "SubEM", mean: 1, low: 1,
            high: 1, n: 79),
        EvaluationRow(
            model: "base", category: "recall", length: 64, metric: "SubEM", mean: 0.05, low: 0,
            high: 0.1, n: 80),
    ]
    static let differences = [
        EvaluationDifference(
            model: "RetMask", against: "base", category: "recall", length: 512, metric: "SubEM",
            mean: 0.075, low: -0.0126, high: 0.1, n: 79)
    ]

    @Test func terminalTableIsAligned() {
        let text = ResultTable(Self.rows, differences: Self.differences).terminal()
        #expect(
            text == """
                category  length  metric      n  base                  RetMask               RetMask − base
                ────────  ──────  ──────  ─────  ────────────────────  ────────────────────  ──────────────────
                recall        64  SubEM      80  5.0 [0.0, 10.0]       –                     –
                recall       512  SubEM   80/79  92.5 [86.2, 97.5]     100.0 [100.0, 100.0]  +7.5 [−1.3, +10.0]

                fluency      256  NLL        20  1.234 [1.200, 1.271]  –                     –

                """)
    }

    @Test func markdownAndCSV() {
        let table = ResultTable(Self.rows)
        #expect(
            table.markdown().hasPrefix(
                "| category | length | metric | n | base | RetMask |\n| --- | ---: | --- | ---: | --- | --- |\n"
            ))
        #expect(
            table.csv() == """
                category,length,metric,model,mean,low,high,n
                recall,64,SubEM,base,0.05,0.0,0.1,80
                recall,512,SubEM,base,0.925,0.8625,0.975,80
                recall,512,SubEM,RetMask,1.0,1.0,1.0,79
                fluency,256,NLL,base,1.2344,1.2,1.2706,20

                """)
    }

    @Test func oddCellsAreQuoted() {
        let table = TextTable(columns: [.init("a"), .init("b")], rows: [["x,\"y\"", "p|q"]])
        #expect(table.csv() == "a,b\n\"x,\"\"y\"\"\",p|q\n")
        #expect(table.markdown().hasSuffix("| x,\"y\" | p\\|q |\n"))
    }

    @Test func narrowCellsAreFilled() {
        let table = TextTable(
            columns: [.init("a", minWidth: 4), .init("b", .right, minWidth: 3)],
            rows: [["1", "2"], ["12345", ""]])
        #expect(table.terminal(ruled: false) == "a        b\n1        2\n12345\n")
    }

    @Test(arguments: [
        (-0.00001, "0.0", "0.0"), (0.5, "50.0", "+50.0"), (-0.25, "-25.0", "−25.0"),
    ])
    func signs(value: Double, plain: String, difference: String) {
        #expect(MetricUnit.percent.text(value) == plain)
        #expect(MetricUnit.percent.difference(value) == difference)
    }

    @Test func emptyTable() {
        #expect(
            ResultTable([]).terminal()
                == "category  length  metric  n\n────────  ──────  ──────  ─\n")
    }
}

@Suite struct ResultTableHTMLTests {
    @Test func betterAndWorseAreSaidWithoutColour() {
        func row(_ model: String, _ metric: String) -> EvaluationRow {
            EvaluationRow(
                model: model, category: "c", length: 64, metric: metric, mean: 0.5, low: 0.4,
                high: 0.6, n: 9)
        }
        func change(_ metric: String, _ mean: Double, _ low: Double, _ high: Double)
            -> EvaluationDifference
        {
            EvaluationDifference(
                model: "RetMask", against: "base", category: "c", length: 64, metric: metric,
                mean: mean, low: low, high: high, n: 9)
        }
        let metrics = ["EM", "F1", "NLL", "accuracy"]
        let table = ResultTable(
            metrics.flatMap { [row("base", $0), row("RetMask", $0)] },
            differences: [
                change("EM", 0.1, 0.05, 0.15), change("F1", -0.1, -0.15, -0.05),
                // More nats are worse.
                change("NLL", 0.1, 0.05, 0.15), change("accuracy", 0.1, -0.05, 0.15),
            ])
        let page = ParsedPage(table.html(controls: ["c"]).text)
        #expect(page.problem == nil)
        #expect(
            page.all("td", class: "right change better").map(\.text) == ["▲ +10.0+5.0 to +15.0"])
        #expect(
            page.all("td", class: "right change worse").map(\.text)
                == ["▼ −10.0−15.0 to −5.0", "▼ +0.100+0.050 to +0.150"])
        #expect(page.all("td", class: "right change open").map(\.text) == ["+10.0−5.0 to +15.0"])
        let heads = page.all("th").filter { $0.attributes["rowspan"] == "1" }
        #expect(heads.map(\.text) == metrics.map { "c\($0), control" })
    }
}
