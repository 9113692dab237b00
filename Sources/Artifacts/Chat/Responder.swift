import Storage

/// The model interface of later stages: completions of prompts.
///
/// A live model, a remote endpoint and a scripted fake all fit. One call is one batch; the
/// implementation may split it, and returns completions in the order of the requests.
public protocol Responder {
    func respond(to requests: [CompletionRequest]) throws -> [Completion]

    /// Hands out each answer as soon as it is there, in any order, on the calling thread.
    ///
    /// - Parameter onOutcome: called once for each request with its place in `requests`. What it
    ///   throws ends the call.
    /// - Throws: whatever makes the rest of the requests pointless; a request that fails alone is
    ///   handed out as a ``RequestFailure``.
    func respond(
        to requests: [CompletionRequest],
        onOutcome: (_ request: Int, _ outcome: Result<Completion, RequestFailure>) throws -> Void
    ) throws

    /// Whether an answer has the same bits whatever other requests are in its batch. Where it has not, a
    /// job that resumes asks the same batches again, so that it ends with the same bytes.
    var isBatchInvariant: Bool { get }
}

extension Responder {
    /// Hands out all answers after the last one is there, for responders that have only ``respond(to:)``.
    ///
    /// - Throws: `DataError` when the number of answers is not that of the requests, and whatever the
    ///   responder or `onOutcome` throw.
    public func respond(
        to requests: [CompletionRequest],
        onOutcome: (_ request: Int, _ outcome: Result<Completion, RequestFailure>) throws -> Void
    ) throws {
        let answers = try respond(to: requests)
        guard answers.count == requests.count else {
            throw DataError(
                "the model gave \(answers.count) answers to \(requests.count) requests.")
        }
        for (index, answer) in answers.enumerated() { try onOutcome(index, .success(answer)) }
    }

    /// False: nothing is promised unless a responder says so.
    public var isBatchInvariant: Bool { false }
}

/// The failure of one request while others may succeed.
public struct RequestFailure: Error, Sendable, Equatable {
    /// One sentence, with the server's own message where there is one.
    public var reason: String
    /// Attempts made.
    public var attempts: Int

    /// A failure after so many attempts.
    public init(reason: String, attempts: Int) {
        self.reason = reason
        self.attempts = attempts
    }
}

/// Parameters of token sampling.
public struct SamplingParameters: Codable, Sendable, Equatable {
    /// 0 is greedy.
    public var temperature: Double
    /// Nucleus: the smallest set of tokens with at least this probability; 1 is off.
    public var topP: Double
    /// Most likely tokens kept; 0 is off.
    public var topK: Int
    /// Tokens of an answer at most; one that meets it has the finish reason `length`.
    public var maxTokens: Int
    /// Seed of this request's own random stream; equal seeds give equal answers in any batch.
    public var seed: UInt64

    /// Greedy answers of up to 64 tokens, unless told otherwise. Values are not checked.
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

    /// The most likely token at every step; no seed matters.
    public static func greedy(maxTokens: Int) -> SamplingParameters {
        SamplingParameters(maxTokens: maxTokens)
    }
}

/// A model's answer.
public struct Completion: Codable, Sendable, Equatable {
    /// The answer; of a live model without special tokens, such as the end of the turn.
    public var text: String
    /// Tokens generated, the end-of-turn token not counted; 0 when that is not known. A count that no
    /// model can have generated, as a server may send, is not known either.
    public var tokens: Int
    /// `stop` when the model ended its turn, `length` when it met `maxTokens`; an endpoint may have
    /// words of its own, such as `content_filter`.
    public var finishReason: String

    /// A count of `tokens` that no model can have generated becomes 0, which is unknown.
    public init(text: String, tokens: Int, finishReason: String) {
        self.text = text
        self.tokens = 0...Self.mostTokens ~= tokens ? tokens : 0
        self.finishReason = finishReason
    }

    /// By the same rule: a file may have been written before there was one.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try fields.decode(String.self, forKey: .text),
            tokens: try fields.decode(Int.self, forKey: .tokens),
            finishReason: try fields.decode(String.self, forKey: .finishReason))
    }

    /// No context is as long.
    private static let mostTokens = 100_000_000
}
