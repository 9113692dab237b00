public import Artifacts
public import Storage
public import Tokenization
public import Torch

/// A live model that answers conversations; rows with and without ablated heads share a batch, in
/// which a finished row is replaced by the next request at once.
public final class ModelResponder: Responder {
    let model: DecoderModel
    let text: ChatTokenizer
    let arguments: [String: JSONValue]
    /// The replacements of heads where an ablation is `mean`.
    let means: Tensor?
    /// Prompt tokens of the batch at most, padding included, and rows.
    let batchTokens: Int
    let batchRows: Int
    /// Whether what prompts of one call begin with is computed once, where that is much of them.
    private let sharesPrefixes: Bool
    /// The receiver of the log-probabilities of pairs: of a request of the whole model, and the same
    /// conversation after it with heads ablated.
    private let pairObserver: (any PairLogProbabilityObserver)?
    /// The time of scoring completions so far, beside their sampling.
    public private(set) var scoringTime = Duration.zero

    /// - Parameters:
    ///   - arguments: variables of the chat template, such as `enable_thinking`.
    ///   - means: [layers, heads, head size], as ``DecoderModel/means(over:)`` gives them, for
    ///     requests whose ablation is `mean`.
    ///   - sharesPrefixes: whether what prompts of one call begin with, such as a document that many are
    ///     about, is computed once; requests with ablated heads share nothing. Answers stay what they
    ///     are up to the last bits of the logits.
    ///   - pairObserver: receives the log-probabilities of pairs' answers under the whole model.
    public init(
        model: DecoderModel, text: ChatTokenizer, arguments: [String: JSONValue] = [:],
        means: Tensor? = nil, batchTokens: Int = 32_768, batchRows: Int = 64,
        sharesPrefixes: Bool = false,
        pairObserver: (any PairLogProbabilityObserver)? = nil
    ) {
        self.pairObserver = pairObserver
        self.model = model
        self.text = text
        self.arguments = arguments
        self.means = means
        self.batchTokens = batchTokens
        self.batchRows = batchRows
        self.sharesPrefixes = sharesPrefixes
    }

    /// - Throws: `UsageError` for a conversation longer than the model's positions, and for `mean`
    ///   without means.
    public func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        var answers = [Completion?](repeating: nil, count: requests.count)
        try respond(to: requests) { index, outcome in
            switch outcome {
            case .success(let answer): answers[index] = answer
            case .failure(let failure): throw UsageError(failure.reason)
            }
        }
        return answers.compactMap { $0 }
    }

    /// The order in which outcomes come follows from the requests alone: first the conversations that
    /// do not fit into the model, as failures, so that they stop no other.
    public func respond(
        to requests: [CompletionRequest],
        onOutcome: (_ request: Int, _ outcome: Result<Completion, RequestFailure>) throws -> Void
    ) throws {
        let generator = Generator(model: model, stopIDs: text.stopIDs)
        var indices: [Int] = []
        var rows: [GenerationRequest] = []
        for (index, request) in requests.enumerated() {
            let prompt = try text.ids(request.prompt, arguments: arguments)
            if let problem = generator.problem(prompt) {
                try onOutcome(index, .failure(RequestFailure(reason: problem, attempts: 1)))
            } else {
                indices.append(index)
                rows.append(
                    GenerationRequest(
                        prompt: prompt, sampling: request.sampling, ablation: request.ablation))
            }
        }
        let pairs = pairObserver.map { PendingPairs(requests, indices, rows, $0, self) }
        defer { scoringTime += pairs?.scorer.time ?? .zero }
        var stops = indices.map { index in
            requests[index].stop.isEmpty ? nil : StopTexts(requests[index].stop, text.tokenizer)
        }
        try generator.generate(
            stream: rows, rows: batchRows, promptTokens: batchTokens, means: means,
            prompts: pairs?.promptCache ?? PromptCache(rows),
            prefixes: sharesPrefixes && Self.beginAlike(rows) ? PrefixCache() : nil,
            onToken: { row, token in stops[row]?.take(token) ?? true }
        ) { ended in
            for (row, made) in ended {
                let answer = Completion(
                    text: stops[row]?.text ?? text.tokenizer.decode(made.tokens),
                    tokens: made.tokens.count, finishReason: made.finishReason)
                try onOutcome(indices[row], .success(answer))
                try pairs?.add(answer, row: row)
            }
            try pairs?.scorer.flush()
        }
        try pairs?.scorer.flush(isLast: true)
    }

    /// Whether any prompts, in the order in which they are taken, share much of their beginning.
    private static func beginAlike(_ rows: [GenerationRequest]) -> Bool {
        let prompts = rows.map(\.prompt).sorted { $0.count > $1.count }
        return zip(prompts, prompts.dropFirst()).contains {
            PrefixCache.common($0, $1) >= sharedTokens && PrefixGroups.areAlike($0, $1)
        }
    }

    /// Computing fewer tokens again costs less than copying.
    private static let sharedTokens = 256
}
