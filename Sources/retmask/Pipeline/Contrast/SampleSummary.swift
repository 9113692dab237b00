import Artifacts
import ContrastPairs

/// The output of `contrast` with `--json`: the counts of the pairs, and of what was captured with them.
struct SampleSummary: Encodable {
    var pairs: ContrastSummary
    var captured: Captured?

    /// Of `--capture-reference`.
    struct Captured: Encodable {
        /// Of the pairs that are kept, those of earlier runs of the command too.
        var pairs: Int
        /// Its seconds in this process, beside the sampling.
        var seconds: Double
    }

    private enum Keys: String, CodingKey { case captured }

    /// The counts stand beside `captured`, not below a name of their own.
    func encode(to encoder: any Encoder) throws {
        try pairs.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encodeIfPresent(captured, forKey: .captured)
    }
}
