import DecoderModels

/// The attention queries of the detectors of a run for a batch, each list once.
struct AttentionQueryPlan {
    let inputs: [DetectorInput]
    /// Lists of queries, with one for every input.
    let lists: [[AttentionQuery]]
    /// The lists of each detector.
    private let shares: [(kind: DetectorKind, detector: any AttentionDetector, lists: [Int])]

    init(_ inputs: [DetectorInput], kinds: [DetectorKind]) {
        self.inputs = inputs
        var lists: [[AttentionQuery]] = []
        shares = kinds.compactMap { kind in
            guard let detector = kind.detector, !inputs.isEmpty else { return nil }
            let queries = inputs.map(detector.queries)
            let indices = queries[0].indices.map { index in
                let list = queries.map { $0[index] }
                if let known = lists.firstIndex(of: list) { return known }
                lists.append(list)
                return lists.count - 1
            }
            return (kind, detector, indices)
        }
        self.lists = lists
    }

    /// Scores of an input by detector; nil when no detector has queries.
    func scores(_ row: Int, _ attention: [AttentionSummary]) -> [String: [Double]]? {
        guard !shares.isEmpty, attention.count == lists.count else { return nil }
        return Dictionary(
            uniqueKeysWithValues: shares.map { share in
                (
                    share.kind.rawValue,
                    share.detector.scores(inputs[row], share.lists.map { attention[$0] })
                )
            })
    }
}
