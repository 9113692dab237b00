public import Artifacts

/// Both answers to one prompt, before any filter: a line of `<out>.samples.jsonl`.
public struct ContrastSample: Codable, Sendable, Equatable {
    /// Row of the prompt in its file, from 0.
    public var index: Int
    /// From 0 among the samples of the prompt.
    public var sample: Int
    public var conversationID: String?
    /// The text of the turn that was asked.
    public var prompt: String
    /// Seeds of the two random streams; equal when the noise is shared.
    public var chosenSeed: UInt64
    public var rejectedSeed: UInt64
    /// The answer of the whole model.
    public var chosen: Completion
    /// The answer with the heads silenced.
    public var rejected: Completion
    public var flags: AnswerFlags
    /// The reason why the filter dropped the pair; absent when it is kept.
    public var dropped: DropReason?

    init(_ item: ContrastItem, chosen: Completion, rejected: Completion) {
        index = item.prompt.index
        sample = item.sample
        conversationID = item.prompt.conversationID
        prompt = item.prompt.text
        chosenSeed = item.chosenSeed
        rejectedSeed = item.rejectedSeed
        self.chosen = chosen
        self.rejected = rejected
        flags = AnswerFlags(chosen: chosen, rejected: rejected)
    }

    enum CodingKeys: String, CodingKey {
        case index, sample, prompt, chosen, rejected, flags, dropped
        case conversationID = "conversation_id"
        case chosenSeed = "chosen_seed"
        case rejectedSeed = "rejected_seed"
    }
}
