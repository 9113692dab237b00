/// The detectors: ways to score heads, by their names on the command line and in files.
public enum DetectorKind: String, Codable, Sendable, CaseIterable {
    /// ``RetrievalScore`` of a generated answer, or ``PaperScore``.
    case copy
    /// `ForcedCopyDetector`
    case forcedCopy = "forced-copy"
    /// `AttentionMassDetector`
    case mass
    /// `QueryDetector`
    case query
    /// `RepeatedTokens`
    case induction
    /// `RepeatedTokens`
    case echo

    /// The detector of a score file, by its `HeadScores.mode`; nil for files of others.
    public init?(mode: String) {
        self.init(rawValue: DetectionMode(rawValue: mode) == nil ? mode : Self.copy.rawValue)
    }

    /// The attention detector behind it; nil for those that look at generated answers or at random
    /// tokens.
    var detector: (any AttentionDetector)? {
        switch self {
        case .forcedCopy: ForcedCopyDetector()
        case .mass: AttentionMassDetector()
        case .query: QueryDetector()
        case .copy, .induction, .echo: nil
        }
    }

    /// Whether it looks at random tokens in place of needles.
    public var readsRepeats: Bool { self == .induction || self == .echo }

    /// Whether it puts the needle's sentence after the prompt, which takes positions.
    var forces: Bool { self == .forcedCopy || self == .mass }
}
