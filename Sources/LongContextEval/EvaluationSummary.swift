public import Artifacts
public import Numbers
import Storage

/// Tables of per-example results.
///
/// Examples that name the same `context` are drawn together by every interval: a context that a model reads
/// badly costs several answers at once, so they count as one observation of their mean (a cluster bootstrap; Miller 2024,
/// arXiv:2411.00640). A paired difference is clustered likewise.
public enum EvaluationSummary {
    /// A row per category, length and metric, in order of first appearance.
    public static func rows(
        _ results: [EvaluationResult], model: String, bootstrap: Bootstrap = Bootstrap()
    ) -> [EvaluationRow] {
        cells(results).compactMap { cell, members in
            interval(of: members, bootstrap).map { interval in
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
            let changes = try members.map { member -> Score in
                guard let score = theirs[ExactText(member.id)] else {
                    throw DataError(
                        "\(model) and \(named) have example \(member.id) by another category, length or metric."
                    )
                }
                var change = member
                change.value -= score
                return change
            }
            return interval(of: changes, bootstrap).map { interval in
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
        var value: Double
        var weight = 1.0
        var context: String?
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
                Score(
                    id: result.id, value: value, weight: Double(weight), context: result.context))
        }
        for result in results {
            add(result.metric, result.score, of: result)
            for metric in EvaluationMetric.allCases {
                if let value = result.also?[metric] { add(metric, value, of: result) }
            }
        }
        return order.map { ($0, members[$0] ?? []) }
    }

    private static func interval(
        of scores: [Score], _ bootstrap: Bootstrap
    ) -> Bootstrap.Interval? {
        let drawn = clusters(scores)
        return bootstrap.interval(of: drawn.map(\.value), weights: drawn.map(\.weight))
    }

    /// What is drawn as one: each example by itself, or the weighted mean of those of a context with the sum
    /// of their weights, at the place of its first.
    static func clusters(_ scores: [Score]) -> [Score] {
        var places: [ExactText: Int] = [:]
        var clusters: [Score] = []
        for score in scores {
            guard let context = score.context else {
                clusters.append(score)
                continue
            }
            guard let place = places[ExactText(context)] else {
                places[ExactText(context)] = clusters.count
                clusters.append(score)
                continue
            }
            let weight = clusters[place].weight + score.weight
            if weight > 0 {
                clusters[place].value +=
                    (score.value - clusters[place].value) * score.weight / weight
            }
            clusters[place].weight = weight
        }
        return clusters
    }
}
