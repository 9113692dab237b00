/// The detectors: ways to score heads, by their names on the command line and in files.
public enum DetectorKind: String, Codable, Sendable, CaseIterable {
    /// ``RetrievalScore`` of a generated answer, or ``PaperScore``.
    case copy
    /// The copy score of the needle's own words, teacher-forced.
    case forcedCopy = "forced-copy"
    /// Attention on the needle while its answer is forced.
    case mass
    /// QRHead: the question's attention on the needle, less that of a null question.
    case query
    /// Attention on what followed the same random token a round before.
    case induction
    /// Attention on the same random token a round before.
    case echo

    /// The detector of a score file, by its `HeadScores.mode`; nil for files of others.
    public init?(mode: String) {
        self.init(rawValue: DetectionMode(rawValue: mode) == nil ? mode : Self.copy.rawValue)
    }

    /// Whether it looks at random tokens in place of needles.
    public var readsRepeats: Bool { self == .induction || self == .echo }
}

/// The procedure of detection.
public enum DetectionMode: String, Codable, Sendable, CaseIterable {
    /// Needles where they were asked for, exact spans, each needle token credited once.
    case standard = "default"
    /// The published procedure with its accidents, for numbers to compare with the paper's.
    case paper
}
