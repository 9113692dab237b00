package import DecoderModels
import HeadAnalysis

/// The copy score without generating: the needle's sentence is put after the prompt, and one pass
/// tells where every head looks while each token of the answer is predicted.
///
///     score(h) = |{ p in needle : at the query before answer token p, argmax_j a_h(j) = p }| / |needle|
///
/// - Range 0 to 1. Every needle token counts once, as in ``RetrievalScore``.
/// - Meaning: what the copy score would be if the model answered in the needle's own words.
/// - Misleads: it also scores heads of a model that could not have answered, because the sentence is
///   given away token by token; a pure induction head needs no question to score here. And a model
///   that answers in other words is read off its path.
/// - Source: teacher-forced retrieval scores, as in the replication "retrieval-head-profile" (2026).
///
/// Worked example. The needle `a red hat` is at 4..<7 of a prompt of 9 tokens, its answer `red hat`
/// at 5..<7. After the prompt come `a` (9) and `red` (10), which predict `red` and `hat`. A head
/// that looks at 5 and then at 6 scores 2/2; one that looks at 5 twice scores 1/2.
package struct ForcedCopyDetector: AttentionDetector {
    package init() {}

    package func queries(_ input: DetectorInput) -> [AttentionQuery] { [input.teacherForced] }

    package func scores(_ input: DetectorInput, _ attention: [AttentionSummary]) -> [Double] {
        guard let summary = attention.first else { return [] }
        return RetrievalScore.scores(
            prompt: input.haystack.ids, needle: input.haystack.span, generated: input.answer,
            attended: summary.argmax, heads: summary.argmax.first?.count ?? 0)
    }
}
