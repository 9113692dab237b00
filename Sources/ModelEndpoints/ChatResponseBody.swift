import Artifacts
import Foundation

/// The body of an answer of `/v1/chat/completions`, as far as it is used.
struct ChatResponseBody: Decodable {
    struct Choice: Decodable {
        let message: Message
        let finish_reason: String?
    }

    struct Message: Decodable {
        let content: String?
        /// vLLM up to 0.11 and SGLang, with a reasoning parser.
        let reasoning_content: String?
        /// Later versions of vLLM.
        let reasoning: String?
    }

    struct Usage: Decodable { let completion_tokens: Int? }

    let choices: [Choice]
    let usage: Usage?

    /// Nil when there is no answer in it.
    var completion: Completion? {
        guard let choice = choices.first else { return nil }
        return Completion(
            text: ReasonedAnswer.text(
                choice.message.content ?? "",
                reasoning: choice.message.reasoning_content ?? choice.message.reasoning,
                finishReason: choice.finish_reason),
            tokens: usage?.completion_tokens ?? 0, finishReason: choice.finish_reason ?? "unknown")
    }
}
