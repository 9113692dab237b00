/// A pair as token ids.
///
/// `chosen` and `rejected` are the answers with their end of turn. Each side has its own prompt,
/// because TRL's `keep_end` leaves a longer tail of the prompt before the shorter answer.
public struct TokenizedPair: Codable, Sendable, Equatable {
    public var chosen: Side
    public var rejected: Side

    /// One of the two sequences: `prompt` is given, `completion` is what the loss is about.
    public struct Side: Codable, Sendable, Equatable {
        public var prompt: [Int]
        public var completion: [Int]
        /// Weight of each token of the answer, 0 or more; nil is 1 for each.
        public var weights: [Double]?

        public init(prompt: [Int], completion: [Int], weights: [Double]? = nil) {
            self.prompt = prompt
            self.completion = completion
            self.weights = weights
        }

        public var tokens: [Int] { prompt + completion }
        public var count: Int { prompt.count + completion.count }

        /// Tokens that have one before them and so a probability: without a prompt, the first
        /// token of the answer has none.
        public var scored: Int { prompt.isEmpty ? max(0, completion.count - 1) : completion.count }

        /// The weights of the scored tokens.
        var scoredWeights: [Double]? { weights.map { Array($0.suffix(scored)) } }

        /// Whether a loss can be about this side: some token is scored, and counts.
        var counts: Bool { scored > 0 && scoredWeights?.contains { $0 > 0 } ?? true }

        /// The side without tokens at an end of its answer.
        mutating func cutAnswer(first: Int = 0, last: Int = 0) {
            completion = Array(completion.dropFirst(first).dropLast(last))
            weights = weights.map { Array($0.dropFirst(first).dropLast(last)) }
        }
    }

    /// Whether tokens of an answer have weights of their own.
    var isWeighted: Bool { chosen.weights != nil || rejected.weights != nil }

    public init(chosen: Side, rejected: Side) {
        self.chosen = chosen
        self.rejected = rejected
    }

    public init(prompt: [Int], chosen: [Int], rejected: [Int]) {
        self.init(
            chosen: Side(prompt: prompt, completion: chosen),
            rejected: Side(prompt: prompt, completion: rejected))
    }

    /// Tokens of the longer side.
    public var length: Int { max(chosen.count, rejected.count) }
}
