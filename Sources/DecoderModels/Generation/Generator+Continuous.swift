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
    ///   - means: as ``generate(_:observe:prefixes:queries:means:onToken:)`` takes them.
    ///   - onFinish: called with each request and its sequence as soon as it has ended.
    /// - Throws: as ``generate(_:observe:prefixes:queries:means:onToken:)``, and what `onFinish` throws.
    public func generate(
        _ requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor? = nil,
        onFinish: (_ request: Int, _ sequence: GeneratedSequence) throws -> Void
    ) throws {
        try generate(
            requests, rows: rows, promptTokens: promptTokens, means: means, scorer: nil,
            onFinish: onFinish)
    }

    /// - Parameter scorer: keeps prompts of requests without an ablation; `onFinish` may add requests to it.
    func generate(
        _ requests: [GenerationRequest], rows: Int, promptTokens: Int, means: Tensor?,
        scorer: CompletionScorer?,
        onFinish: (_ request: Int, _ sequence: GeneratedSequence) throws -> Void
    ) throws {
        try check(requests)
        try inferenceMode {
            var batch = ContinuousBatch(
                requests, rows: rows, promptTokens: promptTokens,
                contextLength: model.configuration.contextLength)
            var promptCache = PromptCache(requests)
            while true {
                // Again, for a new row may end with its first token.
                while case let joining = batch.takeJoining(), !joining.isEmpty {
                    let prompts = try promptCache.take(joining.map { requests[$0] }) { fresh in
                        var part = try StaticBatch(
                            fresh, model: model, means: means, reserve: 64)
                        let hidden = try prefill(&part, nil)
                        return PromptCache.Prompts(cache: part.cache, hidden: hidden)
                    }
                    for (row, index) in joining.enumerated()
                    where requests[index].ablation.heads.isEmpty {
                        try scorer?.keep(requests[index].prompt) { try prompts.copy(row) }
                    }
                    let slots = try batch.join(
                        joining, prompts: prompts.cache, model: model, means: means)
                    try batch.advance(slots, model.logits(prompts.hidden), stopIDs: stopIDs)
                }
                for (request, sequence) in batch.takeFinished() { try onFinish(request, sequence) }
                try scorer?.flush(isLast: batch.isEmpty)
                guard !batch.isEmpty else { return }
                try batch.compact()
                let hidden = try model.hiddenStates(
                    Tensor(batch.lastTokens, shape: [batch.count, 1]).to(model.device),
                    cache: batch.cache, gates: batch.gates
                ).select(1, 0)
                try batch.advance(
                    Array(0..<batch.count), model.logits(hidden), stopIDs: stopIDs)
            }
        }
    }
}
