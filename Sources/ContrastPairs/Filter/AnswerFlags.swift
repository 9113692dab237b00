import Artifacts
import Storage

/// Properties of two answers worth knowing before training on them. Flags are there whether or not
/// the filter drops for them.
public struct AnswerFlags: Codable, Sendable, Equatable {
    /// Both answers are the same text.
    public var identical: Bool
    /// The answer met the token limit.
    public var chosenLength: Bool
    public var rejectedLength: Bool
    /// The repeated share of the answer, 0 to 1; see ``Repetition``.
    public var chosenRepetition: Double
    public var rejectedRepetition: Double

    init(chosen: Completion, rejected: Completion) {
        identical = chosen.text.isExactly(rejected.text)
        chosenLength = chosen.finishReason == "length"
        rejectedLength = rejected.finishReason == "length"
        chosenRepetition = Repetition.share(of: chosen.text)
        rejectedRepetition = Repetition.share(of: rejected.text)
    }

    enum CodingKeys: String, CodingKey {
        case identical
        case chosenLength = "chosen_length"
        case rejectedLength = "rejected_length"
        case chosenRepetition = "chosen_repetition"
        case rejectedRepetition = "rejected_repetition"
    }
}
