package import DecoderModels

/// The attention mass that a head puts on the needle while the answer is written.
///
///     score(h) = mean over answer tokens t of  Σ_{p in needle} a_h(t, p)
///
/// - `a_h(t, p)`: softmax weight of head h at the query that predicts answer token t, teacher-forced
/// - Range 0 to 1: the share of the head's attention that lies on the answer's tokens in the needle.
/// - Meaning: how strongly a head reads the needle, whether or not it looks at the right token of it.
///   Its values are continuous, so it ranks the many heads for which the copy score says 0.
/// - Misleads: attention is not information. A head that spreads 30% over the needle and one that
///   puts 30% on the one right token score alike, and short prompts raise every score, for a head
///   that attends evenly has |needle| / |prompt| already.
/// - Source: attention mass as in the retrieval-head literature (Wu et al. 2024, section 2, before
///   the arg-max); read here at all answer tokens.
///
/// Worked example. Two answer tokens; a head's weights on the needle are 0.5 + 0.1 and 0.2 + 0.6:
/// (0.6 + 0.8) / 2 = 0.7.
package struct AttentionMassDetector: AttentionDetector {
    package init() {}

    package func queries(_ input: DetectorInput) -> [AttentionQuery] { [input.teacherForced] }

    package func scores(_ input: DetectorInput, _ attention: [AttentionSummary]) -> [Double] {
        attention.first.map(Self.mean) ?? []
    }

    /// The mean over queries, head by head.
    static func mean(_ summary: AttentionSummary) -> [Double] {
        let heads = summary.mass.first?.count ?? 0
        return (0..<heads).map { head in
            summary.mass.reduce(0) { $0 + $1[head] } / Double(max(summary.mass.count, 1))
        }
    }
}
