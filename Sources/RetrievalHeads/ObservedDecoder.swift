public import DecoderModels

/// A model as detection needs it. A live one fits, and so does a scripted one in a test.
public protocol ObservedDecoder {
    var layers: Int { get }
    /// Query heads per layer.
    var heads: Int { get }
    /// Tokens that the model takes (`max_position_embeddings`).
    var contextLength: Int { get }

    /// Per layer, the tokens that it looks back at; nil is all of them.
    var windows: [Int?] { get }
    /// Bytes that the cache takes for a token of a row, for batches that fit in memory.
    var cacheBytes: Int { get }

    /// What a batch takes at most; nil for models that take nothing worth predicting.
    ///
    /// - Parameter copies: rows of keys and values beside those of the batch.
    func memory(rows: Int, tokens: Int, copies: Int) -> MemoryEstimate?

    /// Continues every prompt greedily and notes, at each step, the
    /// position that each head attends to most.
    ///
    /// One call is one batch; answers come in the order of the prompts. Batches of a group come in
    /// the order of their tokens, so that the beginning of a prompt may be known from the last.
    func decode(_ prompts: [[Int]], _ plan: DecodingPlan) throws -> [ObservedAnswer]

    /// The attention at queries of tokens on their own.
    func attention(for request: AttentionQuery) throws -> AttentionSummary

    /// A new group of prompts begins: nothing that an earlier one left may be used, so that a resumed
    /// run computes the same.
    func begin()

    /// Passes over a batch that an earlier process decoded, so that the next one finds what it
    /// would have found after it.
    func skip(_ prompts: [[Int]], maxTokens: Int) throws
}

extension ObservedDecoder {
    public var windows: [Int?] { Array(repeating: nil, count: layers) }
    public var cacheBytes: Int { 0 }
    public func memory(rows: Int, tokens: Int, copies: Int) -> MemoryEstimate? { nil }
    public func begin() {}
    public func skip(_ prompts: [[Int]], maxTokens: Int) throws {}
}

/// How prompts are continued.
public struct DecodingPlan: Sendable, Equatable {
    /// Tokens of an answer at most.
    public var maxTokens: Int
    /// Whether an answer ends with the turn.
    public var stops: Bool
    /// For each prompt, tokens that its answer probably repeats; they may make it quicker, and not
    /// another one but for ties in the last bits. Empty when nothing is known.
    public var drafts: [[Int]]
    /// Lists of attention queries with one for every prompt, computed beside the answers.
    public var queries: [[AttentionQuery]]

    public init(
        maxTokens: Int, stops: Bool, drafts: [[Int]] = [], queries: [[AttentionQuery]] = []
    ) {
        self.maxTokens = maxTokens
        self.stops = stops
        self.drafts = drafts
        self.queries = queries
    }
}

/// A greedy answer and where every head looked while it was written.
public struct ObservedAnswer: Sendable, Equatable {
    /// Generated tokens, the end-of-turn token not included.
    public var tokens: [Int]
    /// Their text, special tokens left out.
    public var text: String
    /// `[token][layer * heads + head]`: the key position with the largest attention in the step
    /// that produced the token. 0 is the first token of the prompt, also in sliding-window layers.
    public var attended: [[Int]]
    /// One for each list of attention queries.
    public var attention: [AttentionSummary]

    public init(
        tokens: [Int], text: String, attended: [[Int]], attention: [AttentionSummary] = []
    ) {
        self.tokens = tokens
        self.text = text
        self.attended = attended
        self.attention = attention
    }
}
