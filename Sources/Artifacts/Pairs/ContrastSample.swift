/// Both answers to one prompt, before any filter: a line of `<out>.samples.jsonl`.
public struct ContrastSample: Codable, Sendable, Equatable {
    /// Row of the prompt in its file, from 0.
    public var index: Int
    /// From 0 among the samples of the prompt.
    public var sample: Int
    /// The id of the prompt's row, where it has one.
    public var conversationID: String?
    /// The text of the turn that was asked.
    public var prompt: String
    /// Seeds of the two random streams; equal when the noise is shared.
    public var chosenSeed: UInt64
    /// Seed of the ablated model's answer.
    public var rejectedSeed: UInt64
    /// The answer of the whole model.
    public var chosen: Completion
    /// The answer with the heads silenced.
    public var rejected: Completion
    /// Properties of the two answers, measured whether or not the filter asks for them.
    public var flags: AnswerFlags
    /// The reason why the filter dropped the pair; absent when it is kept.
    public var dropped: DropReason?

    package init(
        index: Int, sample: Int, conversationID: String?, prompt: String, chosenSeed: UInt64,
        rejectedSeed: UInt64, chosen: Completion, rejected: Completion, flags: AnswerFlags
    ) {
        self.index = index
        self.sample = sample
        self.conversationID = conversationID
        self.prompt = prompt
        self.chosenSeed = chosenSeed
        self.rejectedSeed = rejectedSeed
        self.chosen = chosen
        self.rejected = rejected
        self.flags = flags
    }

    enum CodingKeys: String, CodingKey {
        case index, sample, prompt, chosen, rejected, flags, dropped
        case conversationID = "conversation_id"
        case chosenSeed = "chosen_seed"
        case rejectedSeed = "rejected_seed"
    }
}

/// Properties of two answers worth knowing before training on them. Flags are there whether or not
/// the filter drops for them.
public struct AnswerFlags: Codable, Sendable, Equatable {
    /// Both answers are the same text.
    public var identical: Bool
    /// The answer met the token limit.
    public var chosenLength: Bool
    /// The rejected answer met the token limit.
    public var rejectedLength: Bool
    /// The repeated share of the answer, 0 to 1.
    public var chosenRepetition: Double
    /// The repeated share of the rejected answer, 0 to 1.
    public var rejectedRepetition: Double

    package init(
        identical: Bool, chosenLength: Bool, rejectedLength: Bool, chosenRepetition: Double,
        rejectedRepetition: Double
    ) {
        self.identical = identical
        self.chosenLength = chosenLength
        self.rejectedLength = rejectedLength
        self.chosenRepetition = chosenRepetition
        self.rejectedRepetition = rejectedRepetition
    }

    enum CodingKeys: String, CodingKey {
        case identical
        case chosenLength = "chosen_length"
        case rejectedLength = "rejected_length"
        case chosenRepetition = "chosen_repetition"
        case rejectedRepetition = "rejected_repetition"
    }
}

/// The reason why a prompt gives no pair.
public enum DropReason: String, Codable, CaseIterable, Sendable {
    // Known before anything is sampled.
    /// The row cannot be read, or the chat template cannot write it.
    case refused
    /// The first user turn holds nothing but white space, or the row says so.
    case emptyPrompt = "empty-prompt"
    /// The row is marked as redacted.
    case redacted
    /// The row is marked as a duplicate, or an earlier row of the run has the same prompt.
    case duplicate
    /// An answer is missing: an endpoint gave none after every retry, or a response file has none.
    case unanswered
    /// The row of the one response file has no counterpart in the other; only when files are joined.
    case unpaired
    // Known from the answers.
    /// The answer with all heads holds nothing but white space.
    case emptyChosen = "empty-chosen"
    /// The answer with the heads silenced holds nothing but white space.
    case emptyRejected = "empty-rejected"
    /// Both answers are the same text: there is nothing to prefer.
    case identical
    /// An earlier sample of the same prompt gave the same two answers.
    case duplicatePair = "duplicate-pair"
    /// An answer met the token limit before it ended; only when asked for.
    case truncated
    /// An answer runs in circles; only when asked for.
    case repetition
}
