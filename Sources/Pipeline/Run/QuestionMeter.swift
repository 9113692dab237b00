import Artifacts
import PlainSuite
import Storage

/// How long questions are to a loaded model.
struct QuestionMeter: PromptMeter {
    private let model: LoadedModel

    init(_ model: LoadedModel) { self.model = model }

    var hasChatTemplate: Bool { model.chat.template != nil }
    var contextLength: Int { model.decoder.configuration.contextLength }

    func tokens(of example: EvaluationExample) throws -> Int {
        if let tokens = example.tokens { return tokens.count }
        if let prompt = example.prompt { return try model.chat.tokenizer.encode(prompt).count }
        var messages = example.messages
        // The begun answer stands behind the template's words for the assistant's turn.
        let begun = example.continuesFinalMessage ? messages.removeLast().content : ""
        return try model.chat.ids(messages, generationPrompt: true, inputs: example.inputs).count
            + model.chat.tokenizer.encode(begun, addSpecialTokens: false).count
    }
}
