public import Artifacts
public import Tokenization

/// A live model that answers conversations; rows with and without silenced heads share a batch, in
/// which a finished row is replaced by the next request at once.
public final class ModelResponder: Responder {
    let model: DecoderModel
    let text: ChatTokenizer
    let arguments: [String: TemplateValue]
    /// Prompt tokens of the batch at most, padding included, and rows.
    let batchTokens: Int
    let batchRows: Int

    /// - Parameter arguments: variables of the chat template, such as `enable_thinking`.
    public init(
        model: DecoderModel, text: ChatTokenizer, arguments: [String: TemplateValue] = [:],
        batchTokens: Int = 32_768, batchRows: Int = 64
    ) {
        self.model = model
        self.text = text
        self.arguments = arguments
        self.batchTokens = batchTokens
        self.batchRows = batchRows
    }

    /// - Throws: `UsageError` for a conversation longer than the model's positions.
    public func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        var answers = [Completion?](repeating: nil, count: requests.count)
        try generate(requests) { answers[$0] = $1 }
        return answers.compactMap { $0 }
    }

    /// The order in which answers come follows from the requests alone.
    public func respond(
        to requests: [CompletionRequest],
        onOutcome: (_ request: Int, _ outcome: Result<Completion, RequestFailure>) throws -> Void
    ) throws {
        try generate(requests) { try onOutcome($0, .success($1)) }
    }

    private func generate(
        _ requests: [CompletionRequest], _ onAnswer: (Int, Completion) throws -> Void
    ) throws {
        let rows = try requests.map { request in
            GenerationRequest(
                prompt: try text.ids(
                    request.messages, generationPrompt: true, arguments: arguments),
                sampling: request.sampling, silenced: request.silenced)
        }
        let generator = Generator(model: model, stopIDs: text.stopIDs)
        try generator.generate(rows, rows: batchRows, promptTokens: batchTokens) { row, made in
            try onAnswer(
                row,
                Completion(
                    text: text.tokenizer.decode(made.tokens), tokens: made.tokens.count,
                    finishReason: made.finishReason))
        }
    }
}
