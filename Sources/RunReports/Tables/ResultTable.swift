public import Artifacts
import Storage

/// The result of a run: one line per category and length, one column per model.
///
/// ```
/// category  length  metric   n  base               ablated           RetMask            RetMask − base
/// ────────  ──────  ──────  ──  ─────────────────  ────────────────  ─────────────────  ─────────────────
/// recall       512  SubEM   80  92.5 [86.2, 97.5]  10.0 [3.8, 17.5]  95.0 [90.0, 98.8]  +2.5 [−1.3, +6.3]
/// ```
/// Means with 95% intervals; shares are written 0 to 100.
public struct ResultTable: Sendable {
    /// One line of the table.
    public struct Line: Sendable, Equatable, Hashable {
        /// Name of the category.
        public let category: String
        /// Tokens of the context; 0 for closed-book questions.
        public let length: Int
        /// Name of the metric.
        public let metric: String

        /// A line of these; there may be no results under it.
        public init(category: String, length: Int, metric: String) {
            self.category = category
            self.length = length
            self.metric = metric
        }

        private var texts: [ExactText] { [ExactText(category), ExactText(metric)] }
        /// By code points, as every comparison of names.
        public static func == (one: Line, two: Line) -> Bool {
            one.length == two.length && one.texts == two.texts
        }
        /// As for equality.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(texts)
            hasher.combine(length)
        }
    }

    /// Models in order of first appearance.
    public let models: [String]
    /// Lines by category in order of first appearance, then length, then metric.
    public let lines: [Line]
    let rows: [Line: [ExactText: EvaluationRow]]
    /// The compared pairs of models in order of first appearance.
    let comparisons: [[String]]
    let differences: [Line: [[ExactText]: EvaluationDifference]]

    /// A table of results, with columns for the differences that are given.
    public init(_ rows: [EvaluationRow], differences: [EvaluationDifference] = []) {
        models = Self.unique(rows.map { ExactText($0.model) }).map(\.text)
        comparisons = Self.unique(differences.map { [ExactText($0.model), ExactText($0.against)] })
            .map { $0.map(\.text) }
        let categories = Self.unique(rows.map { ExactText($0.category) })
        let all = Self.unique(
            rows.map { Line(category: $0.category, length: $0.length, metric: $0.metric) })
        lines = categories.flatMap { category in
            all.filter { $0.category.isExactly(category.text) }
                .sorted { ($0.length, $0.metric) < ($1.length, $1.metric) }
        }
        var table: [Line: [ExactText: EvaluationRow]] = [:]
        for row in rows {
            let line = Line(category: row.category, length: row.length, metric: row.metric)
            table[line, default: [:]][ExactText(row.model)] = row
        }
        self.rows = table
        var changes: [Line: [[ExactText]: EvaluationDifference]] = [:]
        for change in differences {
            let line = Line(
                category: change.category, length: change.length, metric: change.metric)
            changes[line, default: [:]][[ExactText(change.model), ExactText(change.against)]] =
                change
        }
        self.differences = changes
    }

    /// The result of a model; nil when it has none on this line.
    public func row(_ line: Line, model: String) -> EvaluationRow? {
        rows[line]?[ExactText(model)]
    }

    /// The difference between two models; nil when there is none on this line.
    /// - Parameter comparison: names of the model and of the one it is compared with.
    public func difference(_ line: Line, _ comparison: [String]) -> EvaluationDifference? {
        differences[line]?[comparison.map { ExactText($0) }]
    }

    /// Examples behind a line; models that answered different numbers are all named, as `80/79`.
    public func count(_ line: Line) -> String {
        Self.unique(models.compactMap { row(line, model: $0)?.n }).map { "\($0)" }
            .joined(separator: "/")
    }

    static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}

extension ResultTable {
    /// For the terminal and Markdown: mean and interval in one cell.
    package func readable() -> TextTable {
        var table = TextTable(
            columns: [
                .init("category"), .init("length", .right), .init("metric"), .init("n", .right),
            ] + models.map { .init($0) } + comparisons.map { .init("\($0[0]) − \($0[1])") })
        for (index, line) in lines.enumerated() {
            let isFirst = index == 0 || lines[index - 1].category != line.category
            if isFirst { table.groupStarts.insert(index) }
            let unit = MetricUnit.of(line.metric)
            let means = models.map { model in
                row(line, model: model).map {
                    unit.interval(mean: $0.mean, low: $0.low, high: $0.high)
                } ?? "–"
            }
            let changes = comparisons.map { pair in
                difference(line, pair).map { Self.text($0, unit) } ?? "–"
            }
            table.rows.append(
                [line.category, "\(line.length)", line.metric, count(line)] + means + changes)
        }
        return table
    }

    static func text(_ change: EvaluationDifference, _ unit: MetricUnit) -> String {
        "\(unit.difference(change.mean)) "
            + "[\(unit.difference(change.low)), \(unit.difference(change.high))]"
    }

    /// For a terminal: columns of text under a rule.
    public func terminal() -> String { readable().terminal() }

    /// A pipe table.
    public func markdown() -> String { readable().markdown() }

    /// For other programs: one line per model, numbers with full precision (RFC 4180).
    public func csv() -> String {
        var table = TextTable(
            columns: ["category", "length", "metric", "model", "mean", "low", "high", "n"]
                .map { .init($0) })
        for line in lines {
            for model in models {
                guard let row = row(line, model: model) else { continue }
                table.rows.append([
                    row.category, "\(row.length)", row.metric, row.model, "\(row.mean)",
                    "\(row.low)", "\(row.high)", "\(row.n)",
                ])
            }
        }
        return table.csv()
    }
}
