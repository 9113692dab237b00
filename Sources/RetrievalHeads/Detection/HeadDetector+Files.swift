public import Artifacts
public import Foundation

extension HeadDetector {
    /// The score file of a further detector: `heads.mass.json` beside `heads.json`.
    public static func scoresURL(of out: URL, _ detector: DetectorKind) -> URL {
        out.deletingPathExtension().appendingPathExtension(detector.rawValue)
            .appendingPathExtension(out.pathExtension.isEmpty ? "json" : out.pathExtension)
    }

    /// The trials of a score file: `heads.json.trials.jsonl`.
    public static func trialsURL(of out: URL) -> URL { out.appendingPathExtension("trials.jsonl") }

    /// Everything that a run with this output writes.
    public static func files(_ out: URL, _ detectors: [DetectorKind]) -> [URL] {
        [out, trialsURL(of: out)] + detectors.dropFirst().map { scoresURL(of: out, $0) }
    }

    /// Candidates for the trials behind a detector's score file, the likeliest first: its own, and
    /// for `heads.mass.json` those of the run's first detector, `heads.json.trials.jsonl`.
    public static func trialsURLs(of scores: URL, _ detector: DetectorKind) -> [URL] {
        let stem = scores.deletingPathExtension()
        guard stem.pathExtension == detector.rawValue else { return [trialsURL(of: scores)] }
        let first = stem.deletingPathExtension()
        return [scores, first.appendingPathExtension(scores.pathExtension), first].map(trialsURL)
    }
}

extension HeadScores {
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
