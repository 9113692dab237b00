import Artifacts

/// A line of `<out>.failed.jsonl`: a request that has no answer, after every retry of a server or
/// because it does not fit into the model.
public struct UnansweredRequest: Codable, Sendable, Equatable {
    /// Row of the prompt in its file, from 0.
    public var index: Int
    public var sample: Int
    public var conversationID: String?
    /// `chosen` (the normal model) or `rejected` (the ablated one).
    public var side: String
    public var attempts: Int
    /// The last failure, in a sentence.
    public var reason: String

    init(_ item: ContrastItem, _ side: ContrastSide, _ failure: RequestFailure) {
        index = item.prompt.index
        sample = item.sample
        conversationID = item.prompt.conversationID
        self.side = side.rawValue
        attempts = failure.attempts
        reason = failure.reason
    }

    enum CodingKeys: String, CodingKey {
        case index, sample, side, attempts, reason
        case conversationID = "conversation_id"
    }
}
