public import Artifacts
import LongContextEval
public import Numbers
import Storage

/// Means over HELMET's categories, as its collecting script takes them: of a category each dataset counts the same, and
/// of the whole each category. What was not asked is left out of a mean, and its name says so.
///
/// The whole is called `helmet-nojudge`: categories that need a judge or an entailment model are not in it.
public enum HelmetMeans {
    /// What the rows of a mean are called as their metric.
    public static let metric = "mean"

    /// Rows of each length: the categories that were asked, and the whole where there are several.
    public static func rows(
        _ results: [EvaluationResult], model: String, bootstrap: Bootstrap = Bootstrap()
    ) -> [EvaluationRow] {
        cells(results).compactMap { cell in
            EvaluationSummary.interval(
                ofMeans: cell.groups.map { $0.map { ($0, $0.score) } }, bootstrap,
                shares: cell.shares
            ).map { interval in
                EvaluationRow(
                    model: model, category: cell.name, length: cell.length, metric: metric,
                    mean: interval.mean, low: interval.low, high: interval.high, n: cell.count)
            }
        }
    }

    /// The same of differences from another model on the same examples.
    /// - Throws: `DataError` naming an example that only one of the two has.
    public static func differences(
        _ results: [EvaluationResult], model: String, against others: [EvaluationResult],
        named: String, bootstrap: Bootstrap = Bootstrap()
    ) throws -> [EvaluationDifference] {
        let scores = Dictionary(others.map { (ExactText($0.id), $0.score) }) { first, _ in first }
        return try cells(results).compactMap { cell in
            let changes = try cell.groups.map { group in
                try group.map { result in
                    guard let score = scores[ExactText(result.id)] else {
                        throw DataError(
                            "\(model) and \(named) did not both answer example \(result.id).")
                    }
                    return (result, result.score - score)
                }
            }
            return EvaluationSummary.interval(ofMeans: changes, bootstrap, shares: cell.shares)
                .map { interval in
                    EvaluationDifference(
                        model: model, against: named, category: cell.name, length: cell.length,
                        metric: metric, mean: interval.mean, low: interval.low,
                        high: interval.high, n: cell.count)
                }
        }
    }

    /// A mean: its groups are datasets, with the share of each.
    private struct Cell {
        var name: String
        var length: Int
        var groups: [[EvaluationResult]]
        var shares: [Double]
        var count: Int { groups.reduce(0) { $0 + $1.count } }
    }

    private static func cells(_ results: [EvaluationResult]) -> [Cell] {
        var lengths: [Int: [ExactText: [EvaluationResult]]] = [:]
        for result in results {
            lengths[result.length, default: [:]][ExactText(result.category), default: []]
                .append(result)
        }
        return lengths.sorted { $0.key < $1.key }.flatMap { length, datasets in
            let parts = HelmetCategory.allCases.filter(\.isWithoutJudge)
                .compactMap { category(of: $0, datasets, length) }
            guard parts.count > 1 else { return parts.map(\.cell) }
            let names = parts.map(\.category.rawValue).joined(separator: ", ")
            let share = 1 / Double(parts.count)
            let whole = Cell(
                name: "\(HelmetSuite.overallName) (\(names))", length: length,
                groups: parts.flatMap(\.cell.groups),
                shares: parts.flatMap { $0.cell.shares.map { $0 * share } })
            return parts.map(\.cell) + [whole]
        }
    }

    private static func category(
        of category: HelmetCategory, _ datasets: [ExactText: [EvaluationResult]], _ length: Int
    ) -> (category: HelmetCategory, cell: Cell)? {
        var groups: [(key: String, results: [EvaluationResult])] = []
        for (dataset, results) in datasets.sorted(by: { $0.key < $1.key })
        // exact: cases of an enumeration
        where HelmetCategory.of(dataset: dataset.text) == category {
            let key = category.datasets.first { dataset.text.containsExactly($0) } ?? dataset.text
            groups.append((key, results))
        }
        guard !groups.isEmpty else { return nil }
        // Several files of one dataset count as one.
        let sizes = Dictionary(groups.map { (ExactText($0.key), 1) }, uniquingKeysWith: +)
        let shares = groups.map { group in
            1 / Double(sizes.count) / Double(sizes[ExactText(group.key)] ?? 1)
        }
        let isWhole = sizes.count == category.datasets.count
        let name =
            isWhole
            ? category.rawValue
            : "\(category.rawValue) (\(sizes.count) of \(category.datasets.count) datasets)"
        return (
            category,
            Cell(name: name, length: length, groups: groups.map(\.results), shares: shares)
        )
    }
}
