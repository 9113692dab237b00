/// What later stages ask of a model: completions of prompts.
///
/// A live model, a remote endpoint and a scripted fake all fit. One call is one batch; the
/// implementation may split it, and returns completions in the order of the requests.
public protocol Responder {
    func respond(to requests: [CompletionRequest]) throws -> [Completion]
}

/// A prompt and how to continue it.
public struct CompletionRequest: Sendable, Equatable {
    /// The conversation so far; the answer of the assistant is wanted next.
    public var messages: [ChatMessage]
    public var sampling: Sampling
    /// Heads silenced for this request only; empty for the normal model.
    public var silenced: [HeadID]

    public init(messages: [ChatMessage], sampling: Sampling, silenced: [HeadID] = []) {
        self.messages = messages
        self.sampling = sampling
        self.silenced = silenced
    }
}

/// How tokens are drawn.
public struct Sampling: Codable, Sendable, Equatable {
    /// 0 is greedy.
    public var temperature: Double
    /// Nucleus: the smallest set of tokens with at least this probability; 1 is off.
    public var topP: Double
    /// Most likely tokens kept; 0 is off.
    public var topK: Int
    public var maxTokens: Int
    /// Seed of this request's own random stream; equal seeds give equal answers in any batch.
    public var seed: UInt64

    public init(
        temperature: Double = 0, topP: Double = 1, topK: Int = 0, maxTokens: Int = 64,
        seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.maxTokens = maxTokens
        self.seed = seed
    }

    public static func greedy(maxTokens: Int) -> Sampling { Sampling(maxTokens: maxTokens) }
}

/// A model's answer.
public struct Completion: Codable, Sendable, Equatable {
    public var text: String
    /// Tokens generated, the end-of-turn token not counted.
    public var tokens: Int
    /// `stop` when the model ended its turn, `length` when it met `maxTokens`.
    public var finishReason: String

    public init(text: String, tokens: Int, finishReason: String) {
        self.text = text
        self.tokens = tokens
        self.finishReason = finishReason
    }
}
