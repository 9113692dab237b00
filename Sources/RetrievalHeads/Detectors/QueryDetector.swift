package import DecoderModels

/// The QRHead score: how much more attention the question puts on the needle than a question that
/// asks nothing.
///
///     QR(h) = mean over question tokens q of Σ_{d in needle} a_h(q, d)  -  the same with question `N/A`
///
/// - The question's tokens are those from its first to the end of the prompt, the needle's those of
///   its whole sentence.
/// - Range -1 to 1; about 0 for a head that does not care what is asked. The null question takes
///   away what a head gives to any text at that place, such as to the end of the context.
/// - Meaning: which heads find the relevant passage while the question is read, before any answer.
///   It needs no success and no generating, and works where the answer is in other words.
/// - Misleads: a head may find the passage for others to copy and never copy itself (and the other
///   way round), so its list differs from the copy score's. One needle sentence is a small document.
/// - Source: Zhang et al., "Query-Focused Retrieval Heads Improve Long-Context Reasoning and
///   Re-ranking" (EMNLP 2025), equation 2 with their null-query calibration. Their re-ranker also
///   drops outlying tokens of a document, which is left out: it acts on sums over heads.
///
/// Worked example. Two question tokens put 0.4 and 0.2 on the needle, mean 0.3; the tokens of `N/A`
/// put 0.1 on it: QR = 0.2.
package struct QueryDetector: AttentionDetector {
    package init() {}

    package func queries(_ input: DetectorInput) -> [AttentionQuery] {
        [input.haystack, input.nullQuery].map {
            AttentionQuery(tokens: $0.ids, queries: $0.question, target: $0.sentence)
        }
    }

    package func scores(_ input: DetectorInput, _ attention: [AttentionSummary]) -> [Double] {
        guard attention.count == 2 else { return [] }
        let (asked, nullQuery) = (
            AttentionMassDetector.mean(attention[0]), AttentionMassDetector.mean(attention[1])
        )
        return zip(asked, nullQuery).map { $0 - $1 }
    }
}
