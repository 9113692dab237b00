/// The checkpoint that the finished folder has (TRL: `load_best_model_at_end`).
public enum CheckpointChoice: String, Codable, Sendable, CaseIterable {
    /// That of the evaluation with the lowest loss.
    case best
    /// That after the last step.
    case last
}
