import Artifacts

/// The pairs among the requests of one call, until both of their answers are there and scored.
final class PairsInProgress {
    let scorer: AnswerScorer
    private let scoring: any PairScoring
    private let prompts: [[Int]]
    private let chats: [(messages: [ChatMessage], inputs: TemplateInputs)]
    /// The other row of each row that is one of a pair.
    private var partners: [Int: Int] = [:]
    private var answers: [Int: Completion] = [:]

    /// - Parameter places: of each row, its request.
    init(
        _ requests: [CompletionRequest], _ places: [Int], _ rows: [GenerationRequest],
        _ scoring: any PairScoring, _ responder: ModelResponder
    ) {
        self.scoring = scoring
        prompts = rows.map(\.prompt)
        chats = places.map { (requests[$0].messages, requests[$0].inputs) }
        for (row, pair) in zip(places, places.dropFirst()).enumerated()
        where requests[pair.0].silenced.isEmpty && requests[pair.1].isAblated
            && requests[pair.0].messages == requests[pair.1].messages
            && requests[pair.0].inputs == requests[pair.1].inputs
        {
            (partners[row], partners[row + 1]) = (row + 1, row)
        }
        scorer = AnswerScorer(
            model: responder.model, rows: responder.batchRows, batchTokens: responder.batchTokens,
            prompts: partners.filter { $0.key < $0.value }.map { rows[$0.key].prompt })
    }

    func add(_ answer: Completion, row: Int) throws {
        guard let partner = partners[row] else { return }
        answers[row] = answer
        let first = min(row, partner)
        guard let chosen = answers[first], let rejected = answers[first + 1] else { return }
        (answers[first], answers[first + 1]) = (nil, nil)
        let (prompt, chat, scoring) = (prompts[first], chats[first], scoring)
        guard
            let tokens = try scoring.answers(
                to: chat.messages, chat.inputs, prompt: prompt, chosen: chosen, rejected: rejected)
        else { return scorer.forget(prompt) }
        try scorer.ask(prompt, [tokens.chosen, tokens.rejected]) { sums in
            try scoring.scored(
                chat.messages, chat.inputs, chosen: (chosen.text, sums[0]),
                rejected: (rejected.text, sums[1]))
        }
    }
}
