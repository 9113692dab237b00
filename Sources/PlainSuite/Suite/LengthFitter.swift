import Artifacts
import Storage

/// Finds how much text makes a prompt as long as it may be.
struct LengthFitter {
    /// Tokens of a prompt as it is asked.
    let tokens: (EvaluationExample) throws -> Int

    /// The longest prompt of at most `limit` tokens.
    ///
    /// - Parameter make: the example with so many units of text (sentences, pairs, passages); more
    ///   units, longer prompts, apart from a token or two.
    /// - Throws: `UsageError` when one unit is too much.
    func fit(
        limit: Int, from least: Int, task: PlainTask, _ make: (Int) -> EvaluationExample
    ) throws -> EvaluationExample {
        var fitting = make(least)
        var low = (units: least, tokens: try tokens(fitting))
        guard low.tokens <= limit else {
            throw UsageError(
                "\(limit) tokens are too few for \(task.rawValue), whose shortest prompt has \(low.tokens) for this model: give longer lengths or other categories."
            )
        }
        // Slope of the last two measurements; then the interval is halved where that does not help.
        var high: (units: Int, tokens: Int)?
        var perUnit = 20.0
        while high.map({ $0.units - low.units > 1 }) ?? true {
            var next = low.units + max(1, Int(Double(limit - low.tokens) / perUnit))
            if let high { next = min(max(next, low.units + 1), high.units - 1) }
            let example = make(next)
            let count = try tokens(example)
            if next > low.units, count > low.tokens {
                perUnit = Double(count - low.tokens) / Double(next - low.units)
            }
            if count <= limit {
                (low, fitting) = ((next, count), example)
            } else {
                high = (next, count)
            }
        }
        return fitting
    }
}
