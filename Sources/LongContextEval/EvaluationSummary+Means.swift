public import Artifacts
public import Numbers
public import Storage

/// Means over categories, every category counting the same, and in it every example, also where a row of the table weighs
/// its examples.
extension EvaluationSummary {
    /// What the rows of a mean are called: their category and metric.
    public static let meanName = "mean"

    /// The mean over the categories of each length, with an interval for which examples are drawn again
    /// within their categories.
    ///
    /// - Parameter controls: categories that are left out, as likelihoods are.
    public static func means(
        _ results: [EvaluationResult], model: String, leavingOut controls: Set<ExactText> = [],
        bootstrap: Bootstrap = Bootstrap()
    ) -> [EvaluationRow] {
        byLength(results, controls).compactMap { length, groups in
            interval(ofMeans: groups.map { $0.map { ($0, $0.score) } }, bootstrap).map { interval in
                EvaluationRow(
                    model: model, category: name(groups.count), length: length, metric: meanName,
                    mean: interval.mean, low: interval.low, high: interval.high,
                    n: groups.reduce(0) { $0 + $1.count })
            }
        }
    }

    /// The same of differences from another model on the same examples.
    /// - Throws: `DataError` naming an example that only one of the two has.
    public static func meanDifferences(
        _ results: [EvaluationResult], model: String, against others: [EvaluationResult],
        named: String, leavingOut controls: Set<ExactText> = [], bootstrap: Bootstrap = Bootstrap()
    ) throws -> [EvaluationDifference] {
        let other = Dictionary(others.map { (ExactText($0.id), $0.score) }) { first, _ in first }
        return try byLength(results, controls).compactMap { length, groups in
            let changes = try groups.map { group in
                try group.map { result in
                    guard let score = other[ExactText(result.id)] else {
                        throw DataError(
                            "\(model) and \(named) did not both answer example \(result.id).")
                    }
                    return (result, result.score - score)
                }
            }
            return interval(ofMeans: changes, bootstrap).map { interval in
                EvaluationDifference(
                    model: model, against: named, category: name(groups.count), length: length,
                    metric: meanName, mean: interval.mean, low: interval.low, high: interval.high,
                    n: groups.reduce(0) { $0 + $1.count })
            }
        }
    }

    /// The interval of a mean over groups, each example with its value.
    ///
    /// - Parameter shares: of each group in the mean; all the same when nil.
    package static func interval(
        ofMeans groups: [[(EvaluationResult, Double)]], _ bootstrap: Bootstrap,
        shares: [Double]? = nil
    ) -> Bootstrap.Interval? {
        let drawn = groups.map { group in
            clusters(group.map { Score(id: $0.id, value: $1, context: $0.context) })
        }
        return bootstrap.interval(
            ofMeans: drawn.map { $0.map(\.value) }, weights: drawn.map { $0.map(\.weight) },
            shares: shares)
    }

    private static func name(_ categories: Int) -> String { "mean over \(categories) categories" }

    /// The results of each length by category, whatever their metrics; lengths with one category alone have no mean.
    private static func byLength(
        _ results: [EvaluationResult], _ controls: Set<ExactText>
    ) -> [(Int, [[EvaluationResult]])] {
        let counted = results.filter {
            $0.metric != .likelihood && !controls.contains(ExactText($0.category))
        }
        var lengths: [Int: [ExactText: [EvaluationResult]]] = [:]
        for result in counted {
            lengths[result.length, default: [:]][ExactText(result.category), default: []]
                .append(result)
        }
        return lengths.sorted { $0.key < $1.key }.compactMap { length, cells in
            let groups = cells.sorted { $0.key < $1.key }.map(\.value)
            return groups.count > 1 ? (length, groups) : nil
        }
    }
}
