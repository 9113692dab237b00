/// Which weights the finished folder has.
public enum KeptWeights: String, Codable, Sendable, CaseIterable {
    /// Those of the evaluation with the lowest loss.
    case best
    /// Those after the last step.
    case last
}
