import Storage

/// One row of a response file of the published pipeline: a conversation of LMSYS-Chat-1M-Synth with
/// `synthesized_assistant_responses`, a list of answers to its first turn, or null where none was
/// asked for.
package struct ResponseRow: Decodable {
    package let conversationID: String?
    package let prompt: ChatMessage
    package let inputs: TemplateInputs
    package let isRedacted: Bool
    /// The first answer that has a content, as the published pipeline picks it; nil when there is
    /// none. Its number of tokens is 0 where `tokens` is nil.
    package let answer: Completion?
    /// Tokens of the answer; nil when no annotation says.
    package let tokens: Int?
    /// Its content alone, without the thought: the published script compares these.
    package let content: String?

    private struct Answer: Decodable {
        let content: String?
        let reasoning_content: String?
        let finish_reason: String?
    }

    private struct Annotation: Decodable {
        let response_token_length: Int?
    }

    private enum Key: String, CodingKey {
        case responses = "synthesized_assistant_responses"
        case annotations = "synthesized_response_scoring_annotations"
    }

    package init(from decoder: any Decoder) throws {
        let row = try PromptRow(from: decoder)
        conversationID = row.conversationID
        isRedacted = row.isRedacted
        let fields = try decoder.container(keyedBy: Key.self)
        guard fields.contains(.responses) else {
            throw DataError("a row needs \(Key.responses.rawValue), a list or null.")
        }
        guard let prompt = row.question else {
            throw DataError("the conversation has no user turn.")
        }
        self.prompt = prompt
        inputs = row.inputs
        let answers = try fields.decodeIfPresent([Answer].self, forKey: .responses) ?? []
        let notes =
            try fields.decodeIfPresent([Annotation?].self, forKey: .annotations) ?? []
        guard let place = answers.firstIndex(where: { $0.content != nil }) else {
            (answer, content, tokens) = (nil, nil, nil)
            return
        }
        tokens = notes.indices.contains(place) ? notes[place]?.response_token_length : nil
        content = answers[place].content
        answer = Completion(
            text: ReasonedAnswer.text(
                answers[place].content ?? "", reasoning: answers[place].reasoning_content,
                finishReason: answers[place].finish_reason),
            tokens: tokens ?? 0, finishReason: answers[place].finish_reason ?? "unknown")
    }
}
