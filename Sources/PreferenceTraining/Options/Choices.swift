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
