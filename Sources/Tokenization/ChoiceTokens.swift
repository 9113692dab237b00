public import Artifacts
public import Storage

/// A prompt and its choices as token ids, cut as lm-evaluation-harness cuts them: white space at the end of
/// the prompt belongs to the choice, both are tokenised together, and the choice is what is behind the tokens
/// of the prompt alone.
///
///     prompt  "The sky is "    choice  "blue"       The | Ġsky | Ġis  ▸  Ġblue
public struct ChoiceTokens: Sendable, Equatable {
    /// The tokens that all choices follow; at least one.
    public var prompt: [Int]
    /// The tokens of each choice; none is empty.
    public var choices: [[Int]]

    /// - Parameter arguments: further variables of the chat template.
    /// - Throws: `DataError` for a prompt without tokens, a choice that adds none to it, and what the
    ///   chat template refuses.
    public init(
        _ request: ChoiceRequest, _ chat: ChatTokenizer, arguments: [String: JSONValue] = [:]
    ) throws {
        let (text, addsSpecialTokens) = try chat.promptText(request.prompt, arguments: arguments)
        let tokenizer = chat.tokenizer
        let context = text.strippingSpacesAtEnd()
        let spaces = text.utf8.dropFirst(context.utf8.count)
        // What a tokenizer puts behind a text would stand between prompt and choice.
        let prefix = addsSpecialTokens ? tokenizer.postProcessor.prefix : []
        prompt = prefix + (try tokenizer.encode(context, addSpecialTokens: false))
        guard !prompt.isEmpty else {
            throw DataError("the prompt has no token that a choice could follow.")
        }
        choices = []
        for choice in request.choices {
            let whole =
                try prefix
                + tokenizer.encode(
                    context + String(decoding: Array(spaces), as: UTF8.self) + choice,
                    addSpecialTokens: false)
            guard whole.count > prompt.count else {
                throw DataError("the choice \"\(choice)\" adds no token to the prompt.")
            }
            choices.append(Array(whole[prompt.count...]))
        }
    }
}
