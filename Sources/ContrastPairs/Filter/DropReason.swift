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
