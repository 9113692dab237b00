public import Artifacts
public import Tokenization

/// A live model that answers conversations; rows with and without silenced heads share batches.
public final class ModelResponder: Responder {
    let model: DecoderModel
    let text: ChatTokenizer
    let arguments: [String: TemplateValue]
    /// Prompt tokens of one batch at most, and rows.
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
        let prompts = try requests.map {
            try text.ids($0.messages, generationPrompt: true, arguments: arguments)
        }
        // Prompts of like length share a batch, so that little is padding.
        let order = requests.indices.sorted { (prompts[$0].count, $0) < (prompts[$1].count, $1) }
        let generator = Generator(model: model, stopIDs: text.stopIDs)
        var answers = [Completion?](repeating: nil, count: requests.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, end - start < batchRows,
                end == start || (end - start + 1) * prompts[order[end]].count <= batchTokens
            { end += 1 }
            let members = order[start..<end]
            let made = try generator.generate(
                members.map {
                    GenerationRequest(
                        prompt: prompts[$0], sampling: requests[$0].sampling,
                        silenced: requests[$0].silenced)
                })
            for (member, sequence) in zip(members, made) {
                answers[member] = Completion(
                    text: text.tokenizer.decode(sequence.tokens), tokens: sequence.tokens.count,
                    finishReason: sequence.finishReason)
            }
            start = end
        }
        return answers.compactMap { $0 }
    }
}
