import Artifacts

/// Tables of one category each, a line a model and a column a length: for any number of models, and for
/// the screen of a phone.
extension ResultTable {
    /// The most models whose results stand beside each other.
    package static let mostColumns = 5

    /// The lines of one category and metric.
    package struct Part {
        package let table: ResultTable
        package let category: String
        package let metric: String
        package let lines: [Line]
    }

    /// One for each category and metric, in order of first appearance.
    package var parts: [Part] {
        groups.map {
            Part(table: self, category: $0[0].category, metric: $0[0].metric, lines: $0)
        }
    }

    static func scrolling(_ part: Part, chance: [Line: Double]) -> Markup {
        Blocks.scrolling("\(part.category), \(part.metric)", part.html(chance: chance))
    }
}

extension ResultTable.Part {
    /// Means with intervals, and below them the difference from the model that others are compared with.
    func html(chance: [ResultTable.Line: Double]) -> Markup {
        let unit = MetricUnit.of(metric)
        return tag("table", ["class": "results models"]) {
            tag("caption") {
                tag("b") { category }
                " \(metric)\(unit.isMoreBetter ? "" : ", less is better")"
                if let against { "; below, the difference from \(against)" }
            }
            tag("thead") {
                tag("tr") {
                    tag("th", ["scope": "col", "class": "lead"]) { "model" }
                    for line in lines {
                        tag("th", ["scope": "col", "class": "right"]) {
                            line.length > 0 ? "\(line.length)" : "–"
                            tag("small") { "n = \(table.count(line))" }
                        }
                    }
                }
            }
            tag("tbody") {
                for model in models { row(model, unit) }
                if lines.contains(where: { chance[$0] != nil }) {
                    tag("tr", ["class": "note"]) {
                        tag("th", ["scope": "row", "class": "lead"]) { "chance" }
                        for line in lines {
                            tag("td", ["class": "right"]) { chance[line].map(unit.text) ?? "–" }
                        }
                    }
                }
            }
        }
    }

    /// Models that have a result here.
    private var models: [String] {
        table.models.filter { model in lines.contains { table.row($0, model: model) != nil } }
    }

    /// What all are compared with; nil where that differs.
    private var against: String? {
        let names = ResultTable.unique(table.comparisons.map { $0[1] })
        return names.count == 1 ? names[0] : nil
    }

    private func row(_ model: String, _ unit: MetricUnit) -> Markup {
        tag("tr") {
            tag("th", ["scope": "row", "class": "lead"]) { tag("bdi") { model } }
            for line in lines {
                tag("td", ["class": "right"]) {
                    if let row = table.row(line, model: model) {
                        unit.text(row.mean)
                        tag("small") { "\(unit.text(row.low)) to \(unit.text(row.high))" }
                    } else {
                        "–"
                    }
                    if let against, let change = table.difference(line, [model, against]) {
                        Self.difference(change, unit)
                    }
                }
            }
        }
    }

    private static func difference(_ change: EvaluationDifference, _ unit: MetricUnit) -> Markup {
        let isDecided = change.low > 0 || change.high < 0
        let isBetter = (change.mean > 0) == unit.isMoreBetter
        let name = !isDecided ? "open" : isBetter ? "better" : "worse"
        return tag("small", ["class": name]) {
            if isDecided {
                tag("span", ["role": "img", "aria-label": name]) { isBetter ? "▲" : "▼" }
                " "
            }
            "\(unit.difference(change.mean)) (\(unit.difference(change.low)) to \(unit.difference(change.high)))"
        }
    }
}

extension ResultTable {
    /// For a terminal with more models than columns have room: a line a model under each category and length,
    /// with its difference from the model that all are compared with.
    package func terminalByModel() -> String {
        var text = TextTable(columns: [
            .init("category"), .init("length", .right), .init("metric"), .init("n", .right),
            .init("model"), .init("mean"), .init("difference"),
        ])
        for line in lines {
            let unit = MetricUnit.of(line.metric)
            text.groupStarts.insert(text.rows.count)
            for model in models {
                guard let row = row(line, model: model) else { continue }
                let isFirst = text.groupStarts.contains(text.rows.count)
                let change = comparisons.first { $0[0] == model }.flatMap { difference(line, $0) }
                text.rows.append(
                    (isFirst
                        ? [line.category, "\(line.length)", line.metric, count(line)]
                        : ["", "", "", ""])
                        + [
                            model, unit.interval(mean: row.mean, low: row.low, high: row.high),
                            change.map { Self.text($0, unit) } ?? "",
                        ])
            }
        }
        return text.terminal()
    }

    /// As wide as it is easy to read: models beside each other, or below each other where they are many.
    public func fitted() -> String {
        models.count > Self.mostColumns ? terminalByModel() : terminal()
    }
}
