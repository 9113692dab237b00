import DecoderModels

/// What the detectors of a run want to have read of a batch, each reading once.
struct ReadingPlan {
    let probes: [DetectorProbe]
    /// Lists of requests, with one for every probe.
    let lists: [[ReadingRequest]]
    /// Which lists each detector gets.
    private let shares: [(kind: DetectorKind, detector: any AttentionDetector, lists: [Int])]

    init(_ probes: [DetectorProbe], kinds: [DetectorKind]) {
        self.probes = probes
        var lists: [[ReadingRequest]] = []
        shares = kinds.compactMap { kind in
            guard let detector = kind.detector, !probes.isEmpty else { return nil }
            let asked = probes.map(detector.requests)
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

    /// Scores of a probe by detector; nil when no detector reads.
    func scores(_ row: Int, _ readings: [AttentionReading]) -> [String: [Double]]? {
        guard !shares.isEmpty, readings.count == lists.count else { return nil }
        return Dictionary(
            uniqueKeysWithValues: shares.map { share in
                (
                    share.kind.rawValue,
                    share.detector.scores(probes[row], share.lists.map { readings[$0] })
                )
            })
    }
}
