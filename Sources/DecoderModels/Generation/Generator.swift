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
    /// Tokens of a prefill pass, padding included, where prompts of unlike lengths come together.
    let prefillTokens: Int

    public init(
        model: DecoderModel, stopIDs: Set<Int>, prefillChunk: Int = 2048, prefillTokens: Int = 4096
    ) {
        self.model = model
        self.stopIDs = stopIDs
        self.prefillChunk = max(prefillChunk, 1)
        self.prefillTokens = prefillTokens
    }

    /// Continues prompts that begin together, to the end of the longest.
    ///
    /// - Parameters:
    ///   - observe: record the arg-max of every head at each step.
    ///   - prefixes: keys and values of an earlier batch, for prompts that begin as its longest did.
    ///   - queries: lists of attention queries, each with one for every row, that begin as the prompts do;
    ///     they change nothing about the answers.
    ///   - means: [layers, heads, head size], the replacements of heads where an ablation is `mean`
    ///     (``DecoderModel/means(over:)``).
    ///   - onToken: called with row and token as they come; false ends the row.
    /// - Throws: `UsageError` for an empty prompt, one longer than the model's positions, or a head that
    ///   the model does not have; `DataError` for a token outside the vocabulary.
    public func generate(
        batch requests: [GenerationRequest], observe: Bool = false, prefixes: PrefixCache? = nil,
        queries: [[AttentionQuery]] = [], means: Tensor? = nil,
        onToken: ((_ row: Int, _ token: Int) -> Bool)? = nil
    ) throws -> [GeneratedSequence] {
        try check(requests)
        guard !requests.isEmpty else { return [] }
        return try inferenceMode {
            var batch = GenerationBatch(
                requests, admission: .together(requests), model: model, stopIDs: stopIDs,
                means: means, onToken: onToken)
            let hook = observe ? ArgmaxHook() : nil
            let prompts = try prefill(
                requests, reserve: 256, means: means,
                prefixes: requests.contains { !$0.ablation.heads.isEmpty } ? nil : prefixes,
                hook: hook)
            // Before the first token, while the cache has all prompts and nothing else.
            let attention = try queries.map {
                try fork(prompts.cache, of: requests.map(\.prompt), for: $0)
            }
            let slots = try batch.join(batch.takeJoining(), prompts: prompts.cache)
            try batch.advance(
                slots, model.logits(prompts.hidden),
                seen: hook?.take(padding: batch.cache.padding))
            // Once, at the beginning: that is where an answer repeats its needle.
            try takeDrafts(&batch, observes: observe)
            while !batch.isEmpty { try step(&batch, hook) }
            var sequences = requests.map { _ in GeneratedSequence() }
            for (row, sequence) in batch.takeFinished() {
                sequences[row] = sequence
                sequences[row].attention = attention.map { $0[row] }
            }
            return sequences
        }
    }

    /// Extends `prefixes` as ``generate(batch:observe:prefixes:queries:means:onToken:)`` would, and does no
    /// more.
    public func skip(_ requests: [GenerationRequest], prefixes: PrefixCache) throws {
        try check(requests)
        try inferenceMode {
            guard try model.gates(requests.map(\.ablation)) == nil else { return }
            try prefixes.extend(for: requests.map(\.prompt), model: model, chunk: prefillChunk)
        }
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
