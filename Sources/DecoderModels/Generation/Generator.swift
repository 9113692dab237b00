public import Artifacts
import Storage
public import Torch

/// A prompt as token ids, and the settings of its continuation.
public struct GenerationRequest: Sendable {
    public var prompt: [Int]
    public var sampling: SamplingParameters
    /// The ablation of heads in this row only.
    public var ablation: HeadAblation
    /// Tokens that a greedy answer probably repeats, such as the needle's: a draft that is checked in
    /// one pass. It makes an answer quicker, and not another one but for ties in the last bits.
    public var draft: [Int]

    public init(
        prompt: [Int], sampling: SamplingParameters, ablation: HeadAblation = .none,
        draft: [Int] = []
    ) {
        self.prompt = prompt
        self.sampling = sampling
        self.ablation = ablation
        self.draft = draft
    }

    /// Tokens of the answer at most.
    func limit(contextLength: Int) -> Int {
        max(1, min(sampling.maxTokens, contextLength - prompt.count))
    }
}

/// The generated tokens of a row.
public struct GeneratedSequence: Sendable, Equatable {
    /// Without the token that ended the turn.
    public var tokens: [Int] = []
    /// `stop` for an end of turn (or a stop by the caller), `length` at the token limit or the end
    /// of the model's positions.
    public var finishReason = "length"
    /// `[token][layer * heads + head]`: the position that each head attends to most in the step
    /// that produced the token; only when observed.
    public var attended: [[Int]] = []
    /// One for each list of attention queries.
    public var attention: [AttentionSummary] = []
}

/// Continues prompts, many rows at a time, each with its own sampling and its own ablation of heads.
public final class Generator {
    let model: DecoderModel
    let stopIDs: Set<Int>
    /// Columns of one prefill pass; bounds the memory of long prompts.
    let prefillChunk: Int

    public init(model: DecoderModel, stopIDs: Set<Int>, prefillChunk: Int = 2048) {
        self.model = model
        self.stopIDs = stopIDs
        self.prefillChunk = max(prefillChunk, 1)
    }

    /// Runs one batch to the end.
    ///
    /// - Parameters:
    ///   - observe: record the arg-max of every head at each step.
    ///   - prefixes: keys and values of an earlier batch, for prompts that begin as its longest did.
    ///   - queries: lists of attention queries, each with one for every row, that begin as the prompts do;
    ///     they change nothing about the answers.
    ///   - means: [layers, heads, head size], the replacements of heads where an ablation is `mean`
    ///     (``DecoderModel/means(over:)``).
    ///   - onToken: called with row and token as they come; false ends the row.
    /// - Throws: `UsageError` for an empty prompt, one longer than the model's positions, a token
    ///   outside the vocabulary, or a head that the model does not have.
    public func generate(
        _ requests: [GenerationRequest], observe: Bool = false, prefixes: PrefixCache? = nil,
        queries: [[AttentionQuery]] = [], means: Tensor? = nil,
        onToken: ((_ row: Int, _ token: Int) -> Bool)? = nil
    ) throws -> [GeneratedSequence] {
        try check(requests)
        guard !requests.isEmpty else { return [] }
        return try inferenceMode {
            var batch = try StaticBatch(requests, model: model, means: means)
            if let prefixes { try batch.reusePrefixes(prefixes, model: model, chunk: prefillChunk) }
            let hook = observe ? ArgmaxHook() : nil
            var hidden = try prefill(&batch, hook)
            if !queries.isEmpty { try batch.recordAttention(for: queries, model: model) }
            var isDrafted = false
            while true {
                let seen = try hook?.take(padding: batch.cache.padding)
                let chosen = try batch.choose(model.logits(hidden))
                for (slot, token) in chosen.enumerated() {
                    batch.append(
                        token, to: slot, seen: seen?[slot], isStop: stopIDs.contains(token),
                        onToken)
                }
                // Once, at the beginning: that is where an answer repeats its needle.
                if !isDrafted { try takeDrafts(&batch, observes: observe, onToken) }
                isDrafted = true
                try batch.dropFinished()
                guard !batch.isFinished else { return batch.results }
                hidden = try model.hiddenStates(
                    Tensor(batch.lastTokens, shape: [batch.rows, 1]).to(model.device),
                    cache: batch.cache, gates: batch.gates, hook: hook
                ).select(1, 0)
            }
        }
    }

    /// The attention at some queries of one sequence; `prefixes` has its beginning afterwards.
    public func attention(
        for request: AttentionQuery, prefixes: PrefixCache
    ) throws -> AttentionSummary {
        try model.check(tokens: request.tokens)
        return try inferenceMode {
            try prefixes.extend(
                to: Array(request.tokens[..<request.queries.lowerBound]), model: model,
                chunk: prefillChunk)
            let fork = CacheFork(
                model: model, known: prefixes.cache, prompts: [prefixes.tokens])
            return try fork.attention(for: [request])[0]
        }
    }

    /// Extends `prefixes` as ``generate(_:observe:prefixes:queries:means:onToken:)`` would, and does no more.
    public func skip(_ requests: [GenerationRequest], prefixes: PrefixCache) throws {
        try check(requests)
        guard !requests.isEmpty else { return }
        try inferenceMode {
            try StaticBatch(requests, model: model)
                .extend(prefixes, model: model, chunk: prefillChunk)
        }
    }

    /// Fills the cache with the prompts; returns the hidden state of every row's last token, [B, D].
    func prefill(_ batch: inout StaticBatch, _ hook: ArgmaxHook?) throws -> Tensor {
        let columns = batch.columns
        let width = columns[0].count
        var hidden: Tensor?
        for start in stride(from: batch.first, to: width, by: prefillChunk) {
            let end = min(start + prefillChunk, width)
            let part = columns.flatMap { $0[start..<end] }
            let isLast = end == width
            let output = try model.hiddenStates(
                Tensor(part, shape: [columns.count, end - start]).to(model.device),
                cache: batch.cache, gates: batch.gates, hook: isLast ? hook : nil,
                lastTokenOnly: true)
            if isLast { hidden = try output.select(1, 0) }
        }
        guard let hidden else { throw UsageError("a prompt without tokens cannot be continued.") }
        return hidden
    }

    func check(_ requests: [GenerationRequest]) throws {
        for request in requests {
            if let problem = problem(request.prompt) { throw UsageError(problem) }
            try model.check(tokens: request.prompt)
        }
    }

    /// The reason, in a sentence, that a prompt of this length cannot be continued; nil when it can.
    func problem(_ prompt: [Int]) -> String? {
        let contextLength = model.configuration.contextLength
        if prompt.isEmpty { return "a prompt without tokens cannot be continued." }
        return prompt.count < contextLength
            ? nil
            : "a prompt has \(prompt.count) tokens, but the model has \(contextLength) positions: make it shorter."
    }
}
