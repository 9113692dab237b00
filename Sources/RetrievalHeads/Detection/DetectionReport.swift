public import Artifacts
public import Foundation
public import HeadAnalysis

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

    /// The scores of a detector beside the first.
    public struct Other: Sendable {
        /// The detector, which names the file too.
        public var detector: DetectorKind
        /// Its scores over the same probes, or over random tokens.
        public var scores: HeadScores
    }

    /// Success rates by length and depth.
    public var summary: NeedleGridSummary { NeedleGridSummary(trials) }

    /// The outcome in one sentence; it says why there are no scores when there are none.
    public var sentence: String { summary.sentence(recallAbove: recallAbove) }
}

/// The files of a detection.
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
