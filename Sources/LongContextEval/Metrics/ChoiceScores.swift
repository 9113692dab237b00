import Artifacts
import Storage

/// The likeliest of an example's choices, by `acc` and by `acc_norm` of lm-evaluation-harness.
struct ChoiceScores {
    /// Of each choice, summed over its tokens.
    let logLikelihoods: [Double]
    /// The choice with the highest sum, and 1 when it is a right one; of equals the first.
    let plain: (choice: String, score: Double)
    /// The same by the sum divided by the choice's length in bytes. The white space that it begins with
    /// is not counted: there, a delimiter stands between prompt and choice.
    let normalized: (choice: String, score: Double)

    init(_ example: EvaluationExample, _ logLikelihoods: [Double]) {
        self.logLikelihoods = logLikelihoods
        let choices = example.choices ?? []
        let right = Set(example.answers.map { ExactText($0) })
        func best(_ values: [Double]) -> (String, Double) {
            var best = 0
            for index in values.indices where values[index] > values[best] { best = index }
            guard choices.indices.contains(best) else { return ("", 0) }
            return (choices[best], right.contains(ExactText(choices[best])) ? 1 : 0)
        }
        plain = best(logLikelihoods)
        normalized = best(
            zip(logLikelihoods, choices).map { $0 / Double(max(1, Self.length($1))) })
    }

    /// Bytes from the first that is no white space on.
    static func length(_ choice: String) -> Int {
        Substring(choice.unicodeScalars.drop { $0.isPythonSpace }).utf8.count
    }
}
