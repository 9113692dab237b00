extension RunReport {
    /// The chart of all categories and the table behind it.
    var resultSection: Section? {
        guard !rows.isEmpty else { return nil }
        let table = ResultTable(rows, differences: differences)
        return Section("results", "Results") {
            tag("p") {
                "Mean score per category and context length, 0 to 100 unless the metric says otherwise, with 95% intervals over examples."
                if !controls.isDisjoint(with: rows.map(\.category)) {
                    " Controls measure general skill."
                }
            }
            Blocks.legend(table.models, label: "Models")
            tag("div", ["class": "grid"]) {
                for (panel, note) in panels(table) {
                    Blocks.figure(panel.category, note: note, panel.markup())
                }
            }
            Blocks.scrolling("Result table", table.html(controls: controls))
            if !differences.isEmpty {
                tag("p", ["class": "note"]) {
                    """
                    Differences are paired by example. ▲ better and ▼ worse mark those whose 95% \
                    interval leaves out 0; about one in twenty does so by chance.
                    """
                }
            }
        }
    }

    /// One panel per category and metric, the controls last.
    func panels(_ table: ResultTable) -> [(IntervalFigure, String)] {
        struct Key: Hashable {
            let category: String
            let metric: String
        }
        let keys = ResultTable.unique(
            table.lines.map { Key(category: $0.category, metric: $0.metric) })
        let ordered =
            keys.filter { !controls.contains($0.category) }
            + keys.filter { controls.contains($0.category) }
        return ordered.map { key in
            let own = rows.filter { $0.category == key.category && $0.metric == key.metric }
            let direction =
                MetricUnit.of(key.metric).isMoreBetter ? "" : ", nats, less is better"
            let control = controls.contains(key.category) ? ", control" : ""
            return (
                IntervalFigure(own, models: table.models), "\(key.metric)\(direction)\(control)"
            )
        }
    }
}
