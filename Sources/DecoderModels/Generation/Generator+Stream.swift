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
    ///   - onToken: called with request and token as they come; false ends the row.
    ///   - onFinish: called with the requests that have ended and their sequences after each pass that
    ///     ends some.
    /// - Throws: as ``generate(batch:observe:prefixes:queries:means:onToken:)``, and what `onFinish` throws.
    public func generate(
        stream requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor? = nil,
        onToken: ((_ request: Int, _ token: Int) -> Bool)? = nil,
        onFinish: (_ ended: [(request: Int, sequence: GeneratedSequence)]) throws -> Void
    ) throws {
        try generate(
            stream: requests, rows: rows, promptTokens: promptTokens, means: means,
            prompts: PromptCache(requests), onToken: onToken, onFinish: onFinish)
    }

    /// - Parameters:
    ///   - prompts: knows all uses of these requests' prompts, others than these requests included.
    ///   - prefixes: keys and values of the last long prompt, for prompts that begin like it.
    func generate(
        stream requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor?,
        prompts: PromptCache, prefixes: PrefixCache? = nil,
        onToken: ((_ request: Int, _ token: Int) -> Bool)? = nil,
        onFinish: (_ ended: [(request: Int, sequence: GeneratedSequence)]) throws -> Void
    ) throws {
        try check(requests)
        try inferenceMode {
            var batch = GenerationBatch(
                requests,
                admission: .asRowsFreeUp(requests, rows: rows, promptTokens: promptTokens),
                model: model, stopIDs: stopIDs, means: means, onToken: onToken)
            while true {
                // Again, for a new row may end with its first token.
                while case let joining = batch.takeJoining(), !joining.isEmpty {
                    let computed = try prompts.reuse(joining.map { requests[$0] }) {
                        try prefill($0, reserve: 64, means: means, prefixes: prefixes)
                    }
                    let slots = try batch.join(joining, prompts: computed.cache)
                    try batch.advance(slots, model.logits(computed.hidden))
                }
                if case let ended = batch.takeFinished(), !ended.isEmpty { try onFinish(ended) }
                guard !batch.isEmpty else { return }
                try step(&batch)
            }
        }
    }
}
