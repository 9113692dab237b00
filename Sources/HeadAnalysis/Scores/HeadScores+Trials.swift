public import Artifacts

extension NeedleTrial {
    /// The values of the probe for every head, layer-major; nil when it has none.
    ///
    /// The copy score is defined for successful probes; detectors that read prompts take all.
    public func values(_ kind: DetectorKind) -> [Double]? {
        kind == .copy ? (success ? scores : nil) : others?[kind.rawValue]
    }
}

extension HeadScores {
    /// - Parameter lists: `[sample][layer * heads + head]`.
    package init(
        _ lists: [[Double]], model: String, mode: String, layers: Int, heads: Int, attempts: Int
    ) {
        self.init(
            model: model, mode: mode, layers: layers, heads: heads, attempts: attempts, values: [:])
        for (index, head) in allHeads.enumerated() { values[head] = lists.map { $0[index] } }
    }

    /// The scores of a run from its trials, in their order; trials without values are attempts only.
    package init(
        _ trials: [NeedleTrial], of kind: DetectorKind, model: String, mode: DetectionMode,
        layers: Int, heads: Int
    ) {
        self.init(
            trials.compactMap { $0.values(kind) }, model: model,
            mode: kind == .copy ? mode.rawValue : kind.rawValue, layers: layers, heads: heads,
            attempts: trials.count)
    }

    /// Whether the scores are the means of what these trials say: as many samples, equal means.
    public func agrees(with trials: [NeedleTrial], _ detector: DetectorKind) -> Bool {
        let lists = trials.compactMap { $0.values(detector) }
        let all = allHeads
        guard lists.count == samples, lists.allSatisfy({ $0.count == all.count }) else {
            return false
        }
        return all.enumerated().allSatisfy { index, head in
            let sum = lists.reduce(0.0) { $0 + $1[index] }
            return abs(sum / Double(max(lists.count, 1)) - score(head)) < 1e-9
        }
    }
}
