public import Artifacts

/// The outcome of a detection.
public struct DetectionReport: Sendable {
    /// One value per head and successful probe.
    public var scores: HeadScores
    /// Those of further detectors, in the order of the options.
    public var others: [Other] = []
    /// All probes in the order of the grid, failed ones included.
    public var trials: [NeedleTrial]
    /// Probes of the whole grid; more than `trials` when the ranking was stable before the end. None
    /// when every detector looks at random tokens.
    public var planned: Int
    /// The ROUGE-1 recall that a success exceeds.
    public var recallAbove: Double
    /// Whether the set of heads at the threshold was stable at the end; nil when nobody asked.
    public var isStable: Bool?

    public struct Other: Sendable {
        public var detector: DetectorKind
        public var scores: HeadScores
    }

    /// Success rates by length and depth.
    public var summary: NeedleGridSummary { NeedleGridSummary(trials) }

    /// The outcome in one sentence; it says why there are no scores when there are none.
    public var sentence: String { summary.sentence(recallAbove: recallAbove) }

    /// The scores of a run from its trials, in the order of the grid. The copy score is defined for
    /// successful probes; others count as attempts only. Detectors that read prompts take all.
    static func scores(
        _ trials: [NeedleTrial], _ kind: DetectorKind, model: String, mode: DetectionMode,
        layers: Int, heads: Int
    ) -> HeadScores {
        HeadScores(
            trials.compactMap { $0.values(kind) }, model: model,
            mode: kind == .copy ? mode.rawValue : kind.rawValue, layers: layers, heads: heads,
            attempts: trials.count)
    }
}

extension HeadScores {
    /// - Parameter lists: `[sample][layer * heads + head]`.
    init(
        _ lists: [[Double]], model: String, mode: String, layers: Int, heads: Int, attempts: Int
    ) {
        self.init(
            model: model, mode: mode, layers: layers, heads: heads, attempts: attempts, values: [:])
        for (index, head) in allHeads.enumerated() { values[head] = lists.map { $0[index] } }
    }
}

extension NeedleTrial {
    /// The values of the probe for every head, layer-major; nil when it has none.
    public func values(_ kind: DetectorKind) -> [Double]? {
        kind == .copy ? (success ? scores : nil) : others?[kind.rawValue]
    }
}
