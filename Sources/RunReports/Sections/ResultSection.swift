import Artifacts

extension RunReport {
    /// The chart of all categories and the table behind it, for each set of questions.
    var resultSection: Section? {
        let shown = questionSets.filter { !$0.rows.isEmpty }
        guard !shown.isEmpty else { return nil }
        return Section("results", "Results") {
            tag("p") {
                "Mean score per category and context length, 0 to 100 unless the metric says otherwise, with 95% intervals over examples."
                if !controls.isDisjoint(with: shown.flatMap { $0.rows.map(\.category) }) {
                    " Controls measure general skill."
                }
            }
            for set in shown {
                Self.heading(set.name)
                results(set)
            }
        }
    }

    @MarkupBuilder private func results(_ set: QuestionSet) -> [Markup] {
        let table = ResultTable(set.rows, differences: set.differences)
        Blocks.legend(table.models, label: "Models")
        if !set.means.isEmpty {
            let means = ResultTable(set.means, differences: set.meanDifferences)
            for part in means.parts { ResultTable.scrolling(part, chance: [:]) }
        }
        tag("div", ["class": "grid"]) {
            for (panel, note) in panels(set, table) {
                Blocks.figure(panel.category, note: note, panel.markup())
            }
        }
        if !set.chance.isEmpty {
            tag("p", ["class": "note"]) { "Dotted lines are what guessing reaches." }
        }
        if table.models.count > ResultTable.mostColumns {
            for part in table.parts where !controls.contains(part.category) {
                ResultTable.scrolling(part, chance: set.chance)
            }
            let general = table.parts.filter { controls.contains($0.category) }
            if !general.isEmpty { tag("h4") { "General controls" } }
            for part in general { ResultTable.scrolling(part, chance: set.chance) }
        } else {
            Blocks.scrolling(
                "Result table\(set.name.isEmpty ? "" : " of \(set.name)")",
                table.html(controls: controls, chance: set.chance))
        }
        if !set.differences.isEmpty {
            tag("p", ["class": "note"]) {
                """
                Differences are paired by example. ▲ better and ▼ worse mark those whose 95% \
                interval leaves out 0; about one in twenty does so by chance.
                """
            }
        }
    }

    /// One panel per category and metric, the controls last.
    private func panels(_ set: QuestionSet, _ table: ResultTable) -> [(IntervalFigure, String)] {
        let parts = table.parts
        let ordered =
            parts.filter { !controls.contains($0.category) }
            + parts.filter { controls.contains($0.category) }
        return ordered.map { part in
            let own = set.rows.filter {
                $0.category == part.category && $0.metric == part.metric
            }
            let direction =
                MetricUnit.of(part.metric).isMoreBetter ? "" : ", nats, less is better"
            let control = controls.contains(part.category) ? ", control" : ""
            let chance = part.lines.compactMap { line in set.chance[line].map { (line.length, $0) }
            }
            return (
                IntervalFigure(
                    own, models: table.models, chance: Dictionary(chance) { first, _ in first }),
                "\(part.metric)\(direction)\(control)"
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
