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

extension RunReport {
    /// Question, answer, and further findings.
    var answerSection: Markup {
        let answer = RunAnswer(self)
        return tag("section", ["class": "answer", "aria-label": "Answer"]) {
            tag("p", ["class": "question"]) { RunAnswer.question }
            tag("p", ["class": "reply"]) { answer.sentence }
            if !answer.details.isEmpty {
                tag("ul") { for detail in answer.details { tag("li") { detail } } }
            }
            if overall == nil, let change = answer.change(of: subject), change.categories > 1 {
                tag("p", ["class": "note"]) {
                    """
                    The interval of the mean is put together from the intervals of the \
                    categories, lengths of one category moving together and categories on their own.
                    """
                }
            }
        }
    }
}

extension RunReport {
    /// Commands and versions for running it again.
    var provenanceSection: Section? {
        guard !commands.isEmpty || !provenance.isEmpty else { return nil }
        return Section("provenance", "Provenance") {
            if !commands.isEmpty { Self.list(commands, class: "commands") }
            if !provenance.isEmpty { Self.list(provenance, class: "provenance") }
        }
    }

    static func list(_ facts: [Fact], class name: String) -> Markup {
        tag("dl", ["class": name]) {
            for fact in facts {
                tag("div") {
                    tag("dt") { fact.name }
                    tag("dd") { tag("code") { fact.value } }
                }
            }
        }
    }
}
