import Artifacts

extension ResultTable {
    /// One body per category and metric; means large, intervals small, differences with a sign and an arrow,
    /// so that better and worse can be told apart without colour.
    package func html(
        controls: Set<String> = [], chance: [Line: Double] = [:]
    ) -> Markup {
        tag("table", ["class": "results"]) {
            tag("caption") { "Mean and 95% interval of every model" }
            tag("thead") {
                tag("tr") {
                    tag("th", ["scope": "col", "class": "lead"]) { "category" }
                    tag("th", ["scope": "col", "class": "right"]) { "length" }
                    for model in models { tag("th", ["scope": "col", "class": "right"]) { model } }
                    for pair in comparisons {
                        tag("th", ["scope": "col", "class": "right change"]) {
                            "\(pair[0]) − \(pair[1])"
                        }
                    }
                }
            }
            for group in groups {
                tag("tbody") {
                    for (index, line) in group.enumerated() {
                        row(
                            line, heading: index == 0 ? group.count : nil, controls,
                            chance: chance[line])
                    }
                }
            }
        }
    }

    /// Lines of one category and metric, in order of first appearance.
    var groups: [[Line]] {
        Self.unique(lines.map { [$0.category, $0.metric] }).map { key in
            lines.filter { [$0.category, $0.metric] == key }
        }
    }

    /// - Parameter heading: lines that the name of the category stands for; nil under such a name.
    func row(
        _ line: Line, heading: Int?, _ controls: Set<String>, chance: Double? = nil
    ) -> Markup {
        let unit = MetricUnit.of(line.metric)
        let kind = controls.contains(line.category) ? ", control" : ""
        return tag("tr") {
            if let heading {
                tag("th", ["scope": "rowgroup", "rowspan": "\(heading)", "class": "lead"]) {
                    tag("bdi") { line.category }
                    tag("small") { line.metric + kind }
                }
            }
            tag("td", ["class": "right"]) {
                "\(line.length)"
                tag("small") { "n = \(count(line))" }
                if let chance { tag("small") { "chance \(unit.text(chance))" } }
            }
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
