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

        public init(prompt: [Int], completion: [Int]) {
            self.prompt = prompt
            self.completion = completion
        }

        public var tokens: [Int] { prompt + completion }
        public var count: Int { prompt.count + completion.count }

        /// Tokens that have one before them and so a probability: without a prompt, the first
        /// token of the answer has none.
        public var scored: Int { prompt.isEmpty ? max(0, completion.count - 1) : completion.count }
    }

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
