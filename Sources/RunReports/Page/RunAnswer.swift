package import Artifacts

/// The answer of a run to its question, in sentences computed from its numbers.
package struct RunAnswer: Sendable {
    /// A mean over categories, as a change from one model to another.
    package struct Change: Sendable, Equatable {
        package var mean: Double
        package var low: Double
        package var high: Double
        package var categories: Int

        package var isBeyondChance: Bool { low > 0 || high < 0 }
    }

    package let report: RunReport
    package init(_ report: RunReport) { self.report = report }

    package static let question = """
        Does a model become better at long contexts when it is trained to prefer its own answers \
        over those it gives with its retrieval heads silenced?
        """

    /// The mean change over categories, each counting the same.
    ///
    /// Within a category the cells (lengths, metrics) may rest on the same examples, so their
    /// deviations are averaged as if they always moved together, which never makes the interval too
    /// narrow; categories have examples of their own, so theirs add up as squares. For example two
    /// categories of one cell each, +2 [−1, +5] and +4 [0, +8]: mean 3, lower deviations 3 and 4,
    /// so √(9 + 16) / 2 = 2.5 and the interval begins at 0.5.
    package static func change(_ differences: [EvaluationDifference]) -> Change? {
        let groups = ResultTable.unique(differences.map(\.category)).map { category in
            differences.filter { $0.category == category }
        }
        guard !groups.isEmpty else { return nil }
        let count = Double(groups.count)
        func average(_ value: (EvaluationDifference) -> Double) -> [Double] {
            groups.map { $0.map(value).reduce(0, +) / Double($0.count) }
        }
        let mean = average(\.mean).reduce(0, +) / count
        func deviation(_ value: (EvaluationDifference) -> Double) -> Double {
            average(value).map { $0 * $0 }.reduce(0, +).squareRoot() / count
        }
        return Change(
            mean: mean, low: mean - deviation { $0.mean - $0.low },
            high: mean + deviation { $0.high - $0.mean }, categories: groups.count)
    }

    /// The change of a model over the long-context categories, or over the controls.
    package func change(of model: String, controls: Bool = false) -> Change? {
        if !controls, model == report.subject, let overall = report.overall {
            let names = Set(compared(model, controls: false).map(\.category))
            return Change(
                mean: overall.mean, low: overall.low, high: overall.high, categories: names.count)
        }
        return Self.change(compared(model, controls: controls))
    }

    func compared(_ model: String, controls: Bool) -> [EvaluationDifference] {
        report.differences.filter {
            $0.model == model && $0.against == report.base
                && MetricUnit.of($0.metric) == .percent && $0.mean.isFinite
                && report.controls.contains($0.category) == controls
        }
    }

    /// Means of two models over the cells that both have, categories counting the same.
    package func means(of model: String) -> (before: Double, after: Double)? {
        let table = ResultTable(report.rows)
        let lines = table.lines.filter {
            MetricUnit.of($0.metric) == .percent && !report.controls.contains($0.category)
        }
        let groups = ResultTable.unique(lines.map(\.category)).compactMap {
            category -> (Double, Double)? in
            let both = lines.filter { $0.category == category }.compactMap { line in
                table.row(line, model: report.base).flatMap { before in
                    table.row(line, model: model).map { (before.mean, $0.mean) }
                }
            }
            guard !both.isEmpty else { return nil }
            let count = Double(both.count)
            return (
                both.map(\.0).reduce(0, +) / count, both.map(\.1).reduce(0, +) / count
            )
        }
        guard !groups.isEmpty else { return nil }
        let count = Double(groups.count)
        return (groups.map(\.0).reduce(0, +) / count, groups.map(\.1).reduce(0, +) / count)
    }

    /// The answer, and nothing more than the numbers carry.
    package var sentence: String {
        let subject = report.subject
        guard let change = change(of: subject) else {
            guard let means = means(of: subject) else {
                return
                    "This run does not compare \(subject) with \(report.base), so it gives no answer."
            }
            return """
                Open. The mean over the long-context categories is \(Self.text(means.after)) for \
                \(subject) and \(Self.text(means.before)) for \(report.base), but without a paired \
                comparison there is no telling whether that is chance.
                """
        }
        let over = Self.over(change)
        let interval = Self.interval(change)
        let from =
            means(of: subject).map {
                ", from \(Self.text($0.before)) to \(Self.text($0.after))"
            } ?? ""
        if change.low > 0 {
            return
                "Yes, here it does. \(over) rose by \(Self.points(abs(change.mean)))\(from) (\(interval))."
        }
        if change.high < 0 {
            return
                "No, here it got worse. \(over) fell by \(Self.points(abs(change.mean)))\(from) (\(interval))."
        }
        return """
            Not shown here. \(over) changed by \(Self.signed(change.mean))\(from), and the \
            \(interval) includes 0: this run cannot tell the change from chance.
            """
    }

    static func over(_ change: Change) -> String {
        change.categories == 1
            ? "The long-context category's mean"
            : "The mean over \(change.categories) long-context categories"
    }

    static func text(_ share: Double) -> String { MetricUnit.percent.text(share) }

    static func points(_ share: Double) -> String { "\(text(share)) points" }

    static func signed(_ share: Double) -> String {
        "\(MetricUnit.percent.difference(share)) points"
    }

    static func interval(_ change: Change) -> String {
        let unit = MetricUnit.percent
        return "95% interval \(unit.difference(change.low)) to \(unit.difference(change.high))"
    }
}
