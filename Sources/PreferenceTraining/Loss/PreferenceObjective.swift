/// The objective of preference training.
public enum PreferenceObjective: String, Codable, Sendable, CaseIterable {
    /// A loss on chosen and rejected (`PreferenceLoss`).
    case preference
    /// Cross-entropy on the chosen answers alone, the mean over their tokens: the rival that shows
    /// how much of an effect comes from the rejected answers.
    case supervised
}
