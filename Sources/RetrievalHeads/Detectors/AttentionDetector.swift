package import DecoderModels
package import Haystacks
import HeadAnalysis

/// A way of telling from attention, without generating, which heads retrieve: scores every head in
/// one probe.
///
/// It has attention queries, and makes scores of their results. Detectors with the same query share its
/// result, and all of them share the prompt's keys and values with the greedy answer
/// of the probe, so each costs a pass over a few tokens.
package protocol AttentionDetector: Sendable {
    /// The attention queries of an input. The tokens of every query begin as the prompt does, as far as they
    /// are alike.
    func queries(_ input: DetectorInput) -> [AttentionQuery]

    /// Scores of all heads, layer-major.
    ///
    /// - Parameter attention: one for each query, in order.
    func scores(_ input: DetectorInput, _ attention: [AttentionSummary]) -> [Double]
}

/// The detectors by name: a new one gets a line here and a name in ``DetectorKind``.
extension DetectorKind {
    /// The attention detector behind a name; nil for those that look at generated answers or at
    /// random tokens (``RepeatedTokens``).
    var detector: (any AttentionDetector)? {
        switch self {
        case .forcedCopy: ForcedCopyDetector()
        case .mass: AttentionMassDetector()
        case .query: QueryDetector()
        case .copy, .induction, .echo: nil
        }
    }

    /// Whether it puts the needle's sentence after the prompt, which takes positions.
    var forces: Bool { self == .forcedCopy || self == .mass }
}

/// A probe as the attention detectors read it: with the question, and with a null query in its
/// place.
package struct DetectorInput: Sendable {
    package var haystack: Haystack
    /// The same context with the null query `N/A`, for calibration.
    package var nullQuery: Haystack

    package init(haystack: Haystack, nullQuery: Haystack) {
        self.haystack = haystack
        self.nullQuery = nullQuery
    }

    /// Tokens of the answer as they stand in the needle.
    package var answer: [Int] { Array(haystack.ids[haystack.span]) }

    /// The prompt and the needle's sentence after it, queried where the answer's tokens are predicted,
    /// with the answer's place in the needle for target.
    ///
    /// The sentence, for then the answer's tokens are those of the needle, which may be cut into
    /// tokens otherwise at the beginning of a turn.
    var teacherForced: AttentionQuery {
        let (ids, span) = (haystack.ids, haystack.span)
        let start = min(haystack.sentence.lowerBound, span.lowerBound)
        let first = ids.count - 1 + span.lowerBound - start
        return AttentionQuery(
            tokens: ids + ids[start..<span.upperBound - 1], queries: first..<first + span.count,
            target: span)
    }
}

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
