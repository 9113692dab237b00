import Artifacts

/// The pairs among the requests of one call, until both of their answers are there and scored.
final class PendingPairs {
    let scorer: CompletionScorer
    /// The prompts of all requests, those of pairs until both answers are scored.
    let promptCache: PromptCache
    private let observer: any PairLogProbabilityObserver
    private let prompts: [[Int]]
    private let chats: [(messages: [ChatMessage], inputs: TemplateInputs)]
    /// The other row of each row that is one of a pair.
    private var partners: [Int: Int] = [:]
    private var answers: [Int: Completion] = [:]

    /// - Parameter indices: of each row, its request.
    init(
        _ requests: [CompletionRequest], _ indices: [Int], _ rows: [GenerationRequest],
        _ observer: any PairLogProbabilityObserver, _ responder: ModelResponder
    ) {
        self.observer = observer
        prompts = rows.map(\.prompt)
        chats = indices.map { (requests[$0].messages, requests[$0].inputs) }
        for (row, pair) in zip(indices, indices.dropFirst()).enumerated()
        where requests[pair.0].ablation.heads.isEmpty && requests[pair.1].isAblated
            && requests[pair.0].messages == requests[pair.1].messages
            && requests[pair.0].inputs == requests[pair.1].inputs
        {
            (partners[row], partners[row + 1]) = (row + 1, row)
        }
        promptCache = PromptCache(
            rows, scored: partners.filter { $0.key < $0.value }.map { rows[$0.key].prompt })
        scorer = CompletionScorer(
            model: responder.model, rows: responder.batchRows, batchTokens: responder.batchTokens,
            prompts: promptCache)
    }

    func add(_ answer: Completion, row: Int) throws {
        guard let partner = partners[row] else { return }
        answers[row] = answer
        let first = min(row, partner)
        guard let chosen = answers[first], let rejected = answers[first + 1] else { return }
        (answers[first], answers[first + 1]) = (nil, nil)
        let (prompt, chat, observer) = (prompts[first], chats[first], observer)
        guard
            let tokens = try observer.answers(
                to: chat.messages, chat.inputs, prompt: prompt, chosen: chosen, rejected: rejected)
        else { return promptCache.forget(prompt) }
        scorer.add(prompt, [tokens.chosen, tokens.rejected]) { sums in
            try observer.scored(
                chat.messages, chat.inputs, chosen: (chosen.text, sums[0]),
                rejected: (rejected.text, sums[1]))
        }
    }
}
