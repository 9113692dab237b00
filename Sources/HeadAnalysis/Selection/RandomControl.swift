/// From which heads a control is drawn that has as many as a selection.
///
/// Silencing any heads costs something. Only what a selection costs beyond its control is owed to
/// the heads that it names.
public enum RandomControl: String, Codable, Sendable, CaseIterable {
    /// Heads that are not selected: the usual control. Those just below a cut may copy as well.
    case others
    /// Heads that are not selected and score below a limit: no retrieval heads, so what they cost
    /// is not retrieval (the control of Wu et al. 2024, arXiv 2404.15574, with the limit 0.1).
    case nonRetrieval = "non-retrieval"
    /// In each layer as many as are selected there, and none of them: the same depth, so that an
    /// effect of depth is not taken for one of retrieval. Where a layer has too few others, the nearest layers
    /// give the rest.
    case sameLayers = "same-layers"
    /// All heads, selected ones too: what a blind choice costs.
    case any

    /// The score from which on a head counts as a retrieval head in the literature.
    public static let retrievalScore = 0.1

    /// The control of a selection; equal seeds give equal heads.
    ///
    /// - Parameter below: for `nonRetrieval`, the limit that scores stay under.
    public func selection(
        like selection: HeadSelection, seed: UInt64, below: Double = retrievalScore
    ) -> HeadSelection {
        switch self {
        case .others: .randomOthers(like: selection, seed: seed)
        case .nonRetrieval: .randomNonRetrieval(like: selection, below: below, seed: seed)
        case .sameLayers: .randomSameLayers(like: selection, seed: seed)
        case .any: .randomAny(like: selection, seed: seed)
        }
    }

    /// From which heads, in words.
    public var words: String {
        switch self {
        case .others: "heads that are not among the highest"
        case .nonRetrieval: "heads that score below \(Self.retrievalScore)"
        case .sameLayers: "other heads of the same layers"
        case .any: "all heads"
        }
    }
}
