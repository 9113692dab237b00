import DecoderModels

/// The readings that the detectors of a run need of a batch, each once.
struct ReadingPlan {
    let inputs: [DetectorInput]
    /// Lists of requests, with one for every input.
    let lists: [[ReadingRequest]]
    /// The lists of each detector.
    private let shares: [(kind: DetectorKind, detector: any AttentionDetector, lists: [Int])]

    init(_ inputs: [DetectorInput], kinds: [DetectorKind]) {
        self.inputs = inputs
        var lists: [[ReadingRequest]] = []
        shares = kinds.compactMap { kind in
            guard let detector = kind.detector, !inputs.isEmpty else { return nil }
            let asked = inputs.map(detector.requests)
            let places = asked[0].indices.map { index in
                let list = asked.map { $0[index] }
                if let known = lists.firstIndex(of: list) { return known }
                lists.append(list)
                return lists.count - 1
            }
            return (kind, detector, places)
        }
        self.lists = lists
    }

    /// Scores of an input by detector; nil when no detector reads.
    func scores(_ row: Int, _ readings: [AttentionReading]) -> [String: [Double]]? {
        guard !shares.isEmpty, readings.count == lists.count else { return nil }
        return Dictionary(
            uniqueKeysWithValues: shares.map { share in
                (
                    share.kind.rawValue,
                    share.detector.scores(inputs[row], share.lists.map { readings[$0] })
                )
            })
    }
}
