import Artifacts
import Storage
import Tokenization

/// Prompts that fit into their length, cut as HELMET's local backends cut them: from the end of the context, by its
/// tokens, once.
struct PromptFitter {
    let text: ChatTokenizer

    /// A prompt as a model gets it.
    struct Prompt {
        var question: ModelPrompt
        var tokens: Int
        /// Its first and last 500 tokens, as HELMET's result files show it.
        var shown: String
        /// Tokens of the whole prompt before the cut; nil where nothing was cut.
        var uncut: Int?
    }

    /// - Throws: `DataError` when the context has fewer tokens than have to go, where HELMET's run ends too.
    func prompt(of item: inout HelmetItem, _ data: HelmetTaskData) throws -> Prompt {
        let most = data.task.length - data.task.maxTokens
        var prompt = try render(item, data)
        guard prompt.tokens > most else { return prompt }
        let surplus = prompt.tokens - most
        let context = try item.text("context")
        // Offsets of the context alone, special tokens included: those have empty places at the beginning.
        let places = try text.tokenizer.encoding(context).offsets
        guard surplus <= places.count else {
            throw DataError(
                "the prompt has \(prompt.tokens) tokens, \(surplus) too many, and its context has \(places.count)."
            )
        }
        let end = places[places.count - surplus].lowerBound
        item["context"] = .string(
            String(String.UnicodeScalarView(context.unicodeScalars.prefix(end))))
        let uncut = prompt.tokens
        prompt = try render(item, data)
        prompt.uncut = uncut
        return prompt
    }

    private func render(_ item: HelmetItem, _ data: HelmetTaskData) throws -> Prompt {
        let values = HelmetLoader.values(item.fields)
        func made(_ question: ModelPrompt) throws -> Prompt {
            let ids = try text.ids(question)
            func decoded(_ ids: ArraySlice<Int>) -> String {
                text.tokenizer.decode(Array(ids), skipSpecialTokens: false)
            }
            return Prompt(
                question: question, tokens: ids.count,
                shown: decoded(ids.prefix(500)) + " <skip> " + decoded(ids.suffix(500)))
        }
        guard data.task.usesChat else {
            return try made(ModelPrompt(text: try data.prompt.filled(values)))
        }
        guard text.template != nil else {
            throw DataError(
                "\(data.task.dataset) goes through the chat template, which this model does not have."
            )
        }
        return try made(ModelPrompt(messages: [.user(try data.user.filled(values))]))
    }
}
