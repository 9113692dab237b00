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
            interval(of: members.map(\.value), members, bootstrap).map { interval in
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
    /// - Throws: `DataError` naming an example that only one of the two has, or has by other measures.
    public static func differences(
        _ results: [EvaluationResult], model: String, against others: [EvaluationResult],
        named: String,
        bootstrap: Bootstrap = Bootstrap()
    ) throws -> [EvaluationDifference] {
        let other = Dictionary(others.map { (ExactText($0.id), $0) }) { first, _ in first }
        let scores = Dictionary(cells(others)) { first, _ in first }
            .mapValues { Dictionary($0.map { (ExactText($0.id), $0.value) }) { first, _ in first } }
        let ids = Set(results.map { ExactText($0.id) })
        if let lone = results.first(where: { other[ExactText($0.id)] == nil })
            ?? others.first(where: { !ids.contains(ExactText($0.id)) })
        {
            throw DataError("\(model) and \(named) did not both answer example \(lone.id).")
        }
        return try cells(results).compactMap { cell, members in
            let theirs = scores[cell] ?? [:]
            let changes = try members.map { member in
                guard let score = theirs[ExactText(member.id)] else {
                    throw DataError(
                        "\(model) and \(named) have example \(member.id) by another category, length or metric."
                    )
                }
                return member.value - score
            }
            return interval(of: changes, members, bootstrap).map { interval in
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

    /// One measure of an example; its weight is 1 but for the share of several instructions.
    struct Score {
        let id: String
        let value: Double
        let weight: Double
    }

    /// Scores by category, length and metric; a category with examples of several metrics has a cell of
    /// each, and so have the other metrics that an answer gives.
    static func cells(_ results: [EvaluationResult]) -> [(Cell, [Score])] {
        var order: [Cell] = []
        var members: [Cell: [Score]] = [:]
        func add(_ metric: EvaluationMetric, _ value: Double, of result: EvaluationResult) {
            let cell = Cell(
                category: ExactText(result.category), length: result.length, metric: metric)
            if members[cell] == nil { order.append(cell) }
            let weight = metric == .instructionShare ? result.followed?.count ?? 1 : 1
            members[cell, default: []].append(
                Score(id: result.id, value: value, weight: Double(weight)))
        }
        for result in results {
            add(result.metric, result.score, of: result)
            for metric in EvaluationMetric.allCases {
                if let value = result.also?[metric] { add(metric, value, of: result) }
            }
        }
        return order.map { ($0, members[$0] ?? []) }
    }

    /// A plain mean where all examples count alike.
    private static func interval(
        of values: [Double], _ scores: [Score], _ bootstrap: Bootstrap
    ) -> Bootstrap.Interval? {
        scores.allSatisfy { $0.weight == 1 }
            ? bootstrap.interval(of: values)
            : bootstrap.interval(of: values, weights: scores.map(\.weight))
    }
}
