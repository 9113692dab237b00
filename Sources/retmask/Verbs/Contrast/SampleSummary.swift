import Artifacts
import ContrastPairs
import Pipeline

/// The output of `contrast` with `--json`: the counts of the pairs, and of what was captured with them.
struct SampleSummary: Encodable {
    var pairs: ContrastSummary
    /// Of `--capture-reference`.
    var captured: ContrastStage.Result.Captured?

    private enum Keys: String, CodingKey { case captured }

    /// The counts stand beside `captured`, not below a name of their own.
    func encode(to encoder: any Encoder) throws {
        try pairs.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encodeIfPresent(captured, forKey: .captured)
    }
}
