/// A line of `<out>.answers.jsonl`: one answer as it came.
package struct LoggedAnswer: Codable {
    /// SHA-256 of the prompt.
    package let prompt: String
    package let sample: Int
    package let side: ContrastSide
    package let seed: UInt64
    package let answer: Completion

    package init(
        prompt: String, sample: Int, side: ContrastSide, seed: UInt64, answer: Completion
    ) {
        self.prompt = prompt
        self.sample = sample
        self.side = side
        self.seed = seed
        self.answer = answer
    }
}

/// The model that answers.
package enum ContrastSide: String, Codable, CaseIterable {
    /// With all heads.
    case chosen
    /// Without the retrieval heads.
    case rejected
}

/// A line of `<out>.failed.jsonl`: a request that has no answer, after every retry of a server or
/// because it does not fit into the model.
public struct UnansweredRequest: Codable, Sendable, Equatable {
    /// Row of the prompt in its file, from 0.
    public var index: Int
    /// From 0 among the samples of the prompt.
    public var sample: Int
    /// The id of the prompt's row, where it has one.
    public var conversationID: String?
    /// `chosen` (the normal model) or `rejected` (the ablated one).
    public var side: String
    /// Attempts made at the request.
    public var attempts: Int
    /// The last failure, in a sentence.
    public var reason: String

    package init(
        index: Int, sample: Int, conversationID: String?, side: ContrastSide,
        _ failure: RequestFailure
    ) {
        self.index = index
        self.sample = sample
        self.conversationID = conversationID
        self.side = side.rawValue
        attempts = failure.attempts
        reason = failure.reason
    }

    enum CodingKeys: String, CodingKey {
        case index, sample, side, attempts, reason
        case conversationID = "conversation_id"
    }
}
