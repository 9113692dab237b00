import Artifacts
import LongContextEval
import Storage
import Tokenization

extension LoadedModel {
    /// Whether an example of a file can be asked, before anything runs.
    ///
    /// - Parameter isMeasured: whether its length is looked at, too.
    /// - Throws: `DataError` for what the chat template refuses, a prompt that leaves no position for an
    ///   answer, choices and texts without tokens, and instructions that are not known.
    func check(_ example: EvaluationExample, isMeasured: Bool = true) throws {
        try example.checkInstructions()
        let most = decoder.configuration.contextLength
        if example.metric == .likelihood {
            let tokens = try example.tokens ?? chat.tokenizer.encode(example.prompt ?? "")
            try decoder.check(tokens: tokens)
            let first = example.scoredFrom ?? 1
            guard tokens.count > first else {
                throw DataError(
                    "the text has \(tokens.count) tokens, and NLL scores those from the number \(first) on, counted from 0."
                )
            }
            guard tokens.count <= most || !isMeasured else {
                throw DataError(
                    "the text has \(tokens.count) tokens; the model takes up to \(most).")
            }
            return
        }
        if let choices = example.choices, example.metric.isOfChoices {
            let tokens = try ChoiceTokens(
                ChoiceRequest(prompt: example.question, choices: choices), chat)
            let longest = tokens.prompt.count + (tokens.choices.map(\.count).max() ?? 0) - 1
            guard longest <= most || !isMeasured else {
                throw DataError(
                    "prompt and choice have \(longest + 1) tokens; the model takes up to \(most + 1)."
                )
            }
            return
        }
        let (text, _) = try chat.promptText(example.question)
        // A token has at least a byte, and normalization makes three of one at most.
        guard isMeasured, text.utf8.count * 3 >= most else { return }
        let count = try chat.ids(example.question).count
        guard count < most else {
            throw DataError(
                "the prompt has \(count) tokens, but the model has \(most) positions: make it shorter."
            )
        }
    }
}
