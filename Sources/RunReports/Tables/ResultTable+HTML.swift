import Artifacts

extension ResultTable {
    /// One body per category; means large, intervals small, differences with a sign and an arrow,
    /// so that better and worse can be told apart without colour.
    package func html(controls: Set<String> = []) -> Markup {
        tag("table", ["class": "results"]) {
            tag("caption") { "Mean and 95% interval of every model" }
            tag("thead") {
                tag("tr") {
                    tag("th", ["scope": "col"]) { "category" }
                    tag("th", ["scope": "col", "class": "right"]) { "length" }
                    tag("th", ["scope": "col"]) { "metric" }
                    tag("th", ["scope": "col", "class": "right"]) { "n" }
                    for model in models { tag("th", ["scope": "col", "class": "right"]) { model } }
                    for pair in comparisons {
                        tag("th", ["scope": "col", "class": "right change"]) {
                            "\(pair[0]) − \(pair[1])"
                        }
                    }
                }
            }
            for category in Self.unique(lines.map(\.category)) {
                tag("tbody") {
                    let own = lines.filter { $0.category == category }
                    for (index, line) in own.enumerated() {
                        row(line, category: index == 0 ? category : nil, span: own.count, controls)
                    }
                }
            }
        }
    }

    func row(_ line: Line, category: String?, span: Int, _ controls: Set<String>) -> Markup {
        let unit = MetricUnit.of(line.metric)
        return tag("tr") {
            if let category {
                tag("th", ["scope": "rowgroup", "rowspan": "\(span)", "dir": "auto"]) {
                    category
                    if controls.contains(category) { tag("small") { "control" } }
                }
            }
            tag("td", ["class": "right"]) { "\(line.length)" }
            tag("td") { line.metric }
            tag("td", ["class": "right"]) { count(line) }
            for model in models { mean(row(line, model: model), unit) }
            for pair in comparisons { change(difference(line, pair), unit) }
        }
    }

    func mean(_ row: EvaluationRow?, _ unit: MetricUnit) -> Markup {
        tag("td", ["class": "right"]) {
            if let row {
                unit.text(row.mean)
                tag("small") { "\(unit.text(row.low)) to \(unit.text(row.high))" }
            } else {
                "–"
            }
        }
    }

    func change(_ change: EvaluationDifference?, _ unit: MetricUnit) -> Markup {
        guard let change else { return tag("td", ["class": "right change"]) { "–" } }
        let isDecided = change.low > 0 || change.high < 0
        let isBetter = (change.mean > 0) == unit.isMoreBetter
        let name = !isDecided ? "open" : isBetter ? "better" : "worse"
        return tag("td", ["class": "right change \(name)"]) {
            if isDecided {
                tag("span", ["role": "img", "aria-label": name]) { isBetter ? "▲" : "▼" }
                " "
            }
            unit.difference(change.mean)
            tag("small") { "\(unit.difference(change.low)) to \(unit.difference(change.high))" }
        }
    }
}
