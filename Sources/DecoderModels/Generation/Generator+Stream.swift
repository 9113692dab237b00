public import Torch

extension Generator {
    /// Continues any number of prompts in one batch in which a finished row is replaced at once. A
    /// prompt with several samples is computed once for all of them.
    ///
    /// The same requests in the same order with the same limits are computed in the same shapes and
    /// give the same bits; with others beside it, a row may round differently in the last ones.
    ///
    /// - Parameters:
    ///   - rows: of the batch at most.
    ///   - promptTokens: rows times the longest prompt among them at most; one row is always taken.
    ///   - means: the replacements of heads where an ablation is `mean`.
    ///   - sharesContexts: whether a long context that prompts which follow each other begin with is computed
    ///     once (``SharedContexts``).
    ///   - onToken: called with request and token as they come; false ends the row.
    ///   - onFinish: called with the requests that have ended and their sequences after each pass that
    ///     ends some.
    /// - Throws: as ``generate(batch:observe:prefixes:queries:means:onToken:)``, and what `onFinish` throws.
    public func generate(
        stream requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor? = nil,
        sharesContexts: Bool = false, onToken: ((_ request: Int, _ token: Int) -> Bool)? = nil,
        onFinish: (_ ended: [(request: Int, sequence: GeneratedSequence)]) throws -> Void
    ) throws {
        try generate(
            stream: requests, rows: rows, promptTokens: promptTokens, means: means,
            prompts: PromptCache(requests), sharesContexts: sharesContexts, onToken: onToken,
            onFinish: onFinish)
    }

    /// - Parameter prompts: knows all uses of these requests' prompts, others than these requests included.
    func generate(
        stream requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor?,
        prompts: PromptCache, sharesContexts: Bool = false,
        onToken: ((_ request: Int, _ token: Int) -> Bool)? = nil,
        onFinish: (_ ended: [(request: Int, sequence: GeneratedSequence)]) throws -> Void
    ) throws {
        try check(requests)
        try inferenceMode {
            let contexts = SharedContexts(requests, isOn: sharesContexts)
            var prefill = ContextPrefill(contexts)
            var batch = GenerationBatch(
                requests,
                admission: .asRowsFreeUp(
                    requests, contexts, rows: rows, promptTokens: promptTokens),
                model: model, stopIDs: stopIDs, means: means, onToken: onToken)
            while true {
                // Again, for a new row may end with its first token.
                while case let joining = batch.takeJoining(), !joining.isEmpty {
                    let computed = try prompts.reuse(joining.map { requests[$0] }) { fresh in
                        try prefill.prompts(fresh) {
                            try self.prefillByLength(
                                $0, reserve: 64, means: means, prefixes: $1)
                        }
                    }
                    let slots = try batch.join(joining, prompts: computed.cache)
                    try batch.advance(slots, model.logits(computed.hidden))
                    model.workHandler?(.began(joining))
                }
                if case let ended = batch.takeFinished(), !ended.isEmpty {
                    for (request, _) in ended { model.workHandler?(.ended(request)) }
                    try onFinish(ended)
                }
                guard !batch.isEmpty else { return }
                try step(&batch)
            }
        }
    }
}
