public import Artifacts

extension EvaluationMetric {
    /// The score of a response under the metric of its example, 0...1.
    ///
    /// As HELMET does by default, the response is judged whole and from its answer cue on, and the
    /// better of the two counts; so does the best of several reference answers.
    /// Where the example names a start of the answer (`answerStart`), it is judged with it.
    public static func score(_ answer: String, _ example: EvaluationExample) -> Double {
        let response = (example.answerStart ?? "") + answer
        return switch example.metric {
        case .substringMatch: best(response, example) { WordMatch.isSubstring($0, $1) ? 1 : 0 }
        case .exactMatch: best(response, example) { WordMatch.isExact($0, $1) ? 1 : 0 }
        case .wholeWordMatch:
            example.answers.contains { WholeWords.occur($0, in: response) } ? 1 : 0
        case .tokenF1: best(response, example, WordMatch.f1)
        case .rouge1: best(response, example, Rouge.one)
        case .rougeL: best(response, example, Rouge.longest)
        case .answerRecall: WordMatch.recall(response, example.answers)
        case .groupRecall:
            CitedAnswer(response).share(of: example.answerGroups ?? [])
        case .listRecall:
            CitedAnswer(response).listed(of: example.answerGroups ?? []).recallOfFive
        case .rankingGain:
            Ranking.gain(Ranking.parse(response), relevance: example.relevance ?? [:])
        case .citationPrecision: Citation.score(response, due: example.citations ?? []).precision
        case .citationRecall: Citation.score(response, due: example.citations ?? []).recall
        case .citationF1: Citation.score(response, due: example.citations ?? []).f1
        case .labelAccuracy: label(response, example)
        // Judged by a Scorer; a response says nothing about it.
        case .likelihood, .choiceAccuracy, .normalizedChoiceAccuracy: 0
        // Judged instruction by instruction (``Instruction``).
        case .promptInstructions, .instructionShare: 0
        }
    }

    static func best(
        _ response: String, _ example: EvaluationExample, _ score: (String, String) -> Double
    ) -> Double {
        let parsed = AnswerText.parse(response, prefix: example.answerPrefix ?? "Answer:")
        return [response, parsed].flatMap { text in example.answers.map { score(text, $0) } }
            .max() ?? 0
    }

    /// Only what follows the cue counts, for a label named in passing is no answer.
    static func label(_ response: String, _ example: EvaluationExample) -> Double {
        let parsed = AnswerText.parse(response, prefix: example.answerPrefix ?? "label:")
        return example.answers.contains { WordMatch.isExact(parsed, $0) } ? 1 : 0
    }
}
