public import Artifacts
public import Numbers
import Storage

/// Tables of per-example results.
public enum EvaluationSummary {
    /// A row per category, length and metric, in order of first appearance.
    public static func rows(
        _ results: [EvaluationResult], model: String, bootstrap: Bootstrap = Bootstrap()
    ) -> [EvaluationRow] {
        cells(results).compactMap { cell, members in
            bootstrap.interval(of: members.map(\.score)).map { interval in
                EvaluationRow(
                    model: model, category: cell.category.text, length: cell.length,
                    metric: cell.metric.rawValue, mean: interval.mean, low: interval.low,
                    high: interval.high, n: members.count)
            }
        }
    }

    /// Differences of `results` from `others` on the same examples, by a paired bootstrap.
    ///
    /// The pairing takes out what is hard about an example for both models, so the interval is
    /// narrower than the two of the table suggest.
    /// - Throws: `DataError` naming an example that only one of the two has.
    public static func differences(
        _ results: [EvaluationResult], model: String, against others: [EvaluationResult],
        named: String,
        bootstrap: Bootstrap = Bootstrap()
    ) throws -> [EvaluationDifference] {
        let other = Dictionary(others.map { (ExactText($0.id), $0) }) { first, _ in first }
        let ids = Set(results.map { ExactText($0.id) })
        if let lone = results.first(where: { other[ExactText($0.id)] == nil })
            ?? others.first(where: { !ids.contains(ExactText($0.id)) })
        {
            throw DataError("\(model) and \(named) did not both answer example \(lone.id).")
        }
        return cells(results).compactMap { cell, members in
            let changes = members.map { $0.score - (other[ExactText($0.id)]?.score ?? 0) }
            return bootstrap.interval(of: changes).map { interval in
                EvaluationDifference(
                    model: model, against: named, category: cell.category.text, length: cell.length,
                    metric: cell.metric.rawValue, mean: interval.mean, low: interval.low,
                    high: interval.high, n: members.count)
            }
        }
    }

    struct Cell: Hashable {
        let category: ExactText
        let length: Int
        let metric: EvaluationMetric
    }

    static func cells(_ results: [EvaluationResult]) -> [(Cell, [EvaluationResult])] {
        var order: [Cell] = []
        var members: [Cell: [EvaluationResult]] = [:]
        for result in results {
            let cell = Cell(
                category: ExactText(result.category), length: result.length, metric: result.metric)
            if members[cell] == nil { order.append(cell) }
            members[cell, default: []].append(result)
        }
        return order.map { ($0, members[$0] ?? []) }
    }
}
