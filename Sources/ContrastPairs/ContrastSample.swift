public import Artifacts

/// Both answers to one prompt, before any filter: a line of `<out>.samples.jsonl`.
public struct ContrastSample: Codable, Sendable, Equatable {
    /// Row of the prompt in its file, from 0.
    public var index: Int
    public var conversationID: String?
    public var prompt: String
    /// Seeds of the two random streams; equal when the noise is shared.
    public var chosenSeed: UInt64
    public var rejectedSeed: UInt64
    /// The answer of the whole model.
    public var chosen: Completion
    /// The answer with the heads silenced.
    public var rejected: Completion

    enum CodingKeys: String, CodingKey {
        case index, prompt, chosen, rejected
        case conversationID = "conversation_id"
        case chosenSeed = "chosen_seed"
        case rejectedSeed = "rejected_seed"
    }

    var pair: PreferencePair {
        PreferencePair(
            conversationID: conversationID,
            chosen: [.user(prompt), .assistant(chosen.text)],
            rejected: [.user(prompt), .assistant(rejected.text)])
    }
}
