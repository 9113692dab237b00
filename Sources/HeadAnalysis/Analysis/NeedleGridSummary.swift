public import Artifacts

/// Success rates of the needle grid, by length and depth.
public struct NeedleGridSummary: Codable, Sendable, Equatable {
    /// The probes of one length and depth, of all needles.
    public struct Cell: Codable, Sendable, Equatable {
        /// Context length asked for, in tokens.
        public var length: Int
        /// Percent of the context before the needle.
        public var depth: Double
        /// Probes of the cell.
        public var attempts: Int
        /// Probes whose answer had the recall of a success.
        public var successes: Int
        /// Mean ROUGE-1 recall of the answers.
        public var recall: Double
    }

    /// Probes of the whole grid that were run.
    public var attempts: Int
    /// Those of them that found the needle.
    public var successes: Int
    /// Ascending by length, then depth.
    public var cells: [Cell]

    /// Counts by length and depth; lengths and depths without a probe have no cell.
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
