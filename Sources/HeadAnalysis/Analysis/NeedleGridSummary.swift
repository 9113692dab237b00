public import Artifacts

/// Success rates of the needle grid, by length and depth.
public struct NeedleGridSummary: Codable, Sendable, Equatable {
    public struct Cell: Codable, Sendable, Equatable {
        public var length: Int
        public var depth: Double
        public var attempts: Int
        public var successes: Int
        /// Mean ROUGE-1 recall of the answers.
        public var recall: Double
    }

    public var attempts: Int
    public var successes: Int
    /// Ascending by length, then depth.
    public var cells: [Cell]

    public init(_ trials: [NeedleTrial]) {
        attempts = trials.count
        successes = trials.count { $0.success }
        struct Place: Hashable {
            let length: Int
            let depth: Double
        }
        let groups = Dictionary(grouping: trials) { Place(length: $0.length, depth: $0.depth) }
        cells = groups.map { place, trials in
            Cell(
                length: place.length, depth: place.depth, attempts: trials.count,
                successes: trials.count { $0.success },
                recall: trials.map(\.recall).reduce(0, +) / Double(trials.count))
        }
        .sorted { ($0.length, $0.depth) < ($1.length, $1.depth) }
    }

    /// One sentence about the outcome, for a person.
    public func sentence(recallAbove threshold: Double) -> String {
        guard successes == 0 else {
            return "The needle was found in \(successes) of \(attempts) probes."
        }
        return """
            The needle was found in none of \(attempts) probes (no answer with a ROUGE-1 recall \
            above \(threshold)), so no head has a score: the model does not retrieve at these \
            lengths, or does not answer in this prompt format.
            """
    }
}
