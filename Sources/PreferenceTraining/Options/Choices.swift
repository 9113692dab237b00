/// The two ways in which a pair becomes token ids.
///
/// They differ where the reference (TRL 0.24) has accidents, and every artifact records which one
/// made it.
///
/// | | `corrected` | `paper` |
/// |---|---|---|
/// | end of turn | the template's own, once | the template's, and the end-of-sequence id after it |
/// | text after it, such as a line break | dropped: the model never has to write it | kept |
/// | longest sequence | the model's positions | 1024 |
/// | longest prompt | no limit | the last 512 tokens |
/// | a longer sequence keeps | its start, so the question stays | its end |
public enum TokenizationMode: String, Codable, Sendable, CaseIterable {
    case corrected
    case paper

    /// Tokens of prompt and completion together, where the options name none.
    package func maxLength(positions: Int) -> Int { self == .paper ? 1024 : positions }

    /// Tokens of the prompt, of which the last are kept; nil is no limit.
    package var maxPromptLength: Int? { self == .paper ? 512 : nil }

    package var truncation: TruncationSide { self == .paper ? .keepEnd : .keepStart }
}

/// The end of a sequence that truncation keeps, under TRL's names.
public enum TruncationSide: String, Codable, Sendable, CaseIterable {
    /// The prompt and the start of the answer.
    case keepStart = "keep_start"
    /// The end of the answer, and as much before it as fits.
    case keepEnd = "keep_end"
}

/// The layout of the sequences of a forward pass. Both give the same numbers but for rounding.
public enum BatchLayout: String, Codable, Sendable, CaseIterable {
    /// End to end without padding; what both answers of a pair begin with is computed once.
    case packed
    /// A row for each answer with its own prompt, filled up to the longest: the plain way, kept as
    /// the reference.
    case padded
}

/// The objective of preference training.
public enum PreferenceObjective: String, Codable, Sendable, CaseIterable {
    /// A loss on chosen and rejected (`PreferenceLoss`).
    case preference
    /// Cross-entropy on the chosen answers alone, the mean over their tokens: the rival that shows
    /// how much of an effect comes from the rejected answers.
    case supervised
}

/// The checkpoint that the finished folder has (TRL: `load_best_model_at_end`).
public enum CheckpointChoice: String, Codable, Sendable, CaseIterable {
    /// That of the evaluation with the lowest loss.
    case best
    /// That after the last step.
    case last
}
