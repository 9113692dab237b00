public import Artifacts
public import DecoderModels
public import Haystacks
public import Storage

/// A model under detection: the language model, its text side, and its identity.
public struct DetectionModel {
    /// The model that is probed: prompts in, tokens and positions of attention out.
    public var languageModel: any ProbedLanguageModel
    /// Its tokenizer, which places needles in texts.
    public var encoder: any PromptEncoder
    /// As it is shown to a person and written into the score file.
    public var name: String
    /// Tells weights and tokenizer of two models apart, whatever their folders are called. Trials
    /// of another fingerprint are not continued.
    public var fingerprint: String

    /// A model of whatever kind; ``live(model:text:name:fingerprint:reasoning:)`` makes one of weights.
    public init(
        languageModel: any ProbedLanguageModel, encoder: any PromptEncoder, name: String,
        fingerprint: String
    ) {
        self.languageModel = languageModel
        self.encoder = encoder
        self.name = name
        self.fingerprint = fingerprint
    }
}

/// The model interface of detection and of ablation curves: a live model, or a scripted one in a test.
public protocol ProbedLanguageModel: WorkTelling {
    var layers: Int { get }
    /// Query heads per layer.
    var heads: Int { get }
    /// Tokens that the model takes (`ModelConfiguration.contextLength`).
    var contextLength: Int { get }

    /// Per layer, the tokens that it looks back at; nil is all of them.
    var windows: [Int?] { get }
    /// Bytes that the cache takes for a token of a row, for batches that fit in memory.
    var cacheBytes: Int { get }

    /// The most memory that a batch takes; nil for models that take nothing worth predicting.
    ///
    /// - Parameter copies: rows of keys and values beside those of the batch.
    func memory(rows: Int, tokens: Int, copies: Int) -> MemoryEstimate?

    /// Continues every prompt greedily and, unless the plan says otherwise, notes at each step the
    /// position that each head attends to most.
    ///
    /// One call is one batch; answers come in the order of the prompts. Batches of a group come in
    /// the order of their tokens, so that the beginning of a prompt may be known from the last.
    func generate(_ prompts: [[Int]], _ plan: GenerationPlan) throws -> [ObservedAnswer]

    /// The attention at queries of tokens on their own.
    func attention(for request: AttentionQuery) throws -> AttentionSummary

    /// Begins a new group of prompts, which uses nothing that an earlier one left, so that a resumed
    /// run computes the same.
    func beginGroup()

    /// Replays a batch that an earlier process generated, without its answers, so that the next one
    /// finds the same cached prefixes.
    func replay(_ prompts: [[Int]], maxTokens: Int) throws

    /// The tokens that each batch of a new group will read, about: its prompts, less what it shares with
    /// those before.
    func tokensToRead(_ batches: [[[Int]]]) -> [Double]

    /// Takes the mean outputs of all heads over a text, which ablations with `mean` put in place of
    /// heads from then on.
    func calibrate(_ tokens: [Int]) throws
}

extension ProbedLanguageModel {
    /// Every layer looks back at all tokens.
    public var windows: [Int?] { Array(repeating: nil, count: layers) }
    /// No cache worth counting.
    public var cacheBytes: Int { 0 }
    /// Nothing to predict.
    public func memory(rows: Int, tokens: Int, copies: Int) -> MemoryEstimate? { nil }
    /// Does nothing, for models that keep nothing between batches.
    public func beginGroup() {}
    /// Does nothing, for models that keep nothing between batches.
    public func replay(_ prompts: [[Int]], maxTokens: Int) throws {}
    /// All tokens of all prompts.
    public func tokensToRead(_ batches: [[[Int]]]) -> [Double] {
        batches.map { batch in Double(batch.reduce(0) { $0 + $1.count }) }
    }
    /// - Throws: `UsageError` always: such a model gives no means.
    public func calibrate(_ tokens: [Int]) throws {
        throw UsageError("this model gives no mean outputs of heads, which the gate mean needs.")
    }
}

/// The settings of a batch of generations.
public struct GenerationPlan: Sendable, Equatable {
    /// Tokens of an answer at most.
    public var maxTokens: Int
    /// Whether an answer ends with the turn.
    public var stops: Bool
    /// For each prompt, tokens that its answer probably repeats; they may make it quicker, and not
    /// another one but for ties in the last bits. Empty when nothing is known.
    public var drafts: [[Int]]
    /// Lists of attention queries with one for every prompt, computed beside the answers.
    public var queries: [[AttentionQuery]]
    /// The ablation of heads in all rows.
    public var ablation: HeadAblation
    /// Whether positions of attention are noted. Answers without them are computed from the
    /// beginning, whatever earlier batches left.
    public var observes: Bool

    /// Greedy answers of the whole model, observed, unless told otherwise.
    public init(
        maxTokens: Int, stops: Bool, drafts: [[Int]] = [], queries: [[AttentionQuery]] = [],
        ablation: HeadAblation = .none, observes: Bool = true
    ) {
        self.maxTokens = maxTokens
        self.stops = stops
        self.drafts = drafts
        self.queries = queries
        self.ablation = ablation
        self.observes = observes
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
    /// Empty where nothing was observed.
    public var attended: [[Int]]
    /// One for each list of attention queries.
    public var attention: [AttentionSummary]

    /// An answer as a model or a script gives it; the lists are not checked against each other.
    public init(
        tokens: [Int], text: String, attended: [[Int]], attention: [AttentionSummary] = []
    ) {
        self.tokens = tokens
        self.text = text
        self.attended = attended
        self.attention = attention
    }
}
