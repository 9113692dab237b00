import Artifacts
import Foundation

/// The body of an answer of `/v1/chat/completions`, as far as it is used: what is not used may be
/// of any type.
struct ChatResponseBody: Decodable {
    struct Choice: Decodable {
        let message: Message?
        let finish_reason: String?
        /// OpenRouter's place for what went wrong on the way.
        let error: ServerMessage.Detail?

        private enum Key: CodingKey { case message, finish_reason, error }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            error = try? fields.decode(ServerMessage.Detail.self, forKey: .error)
            finish_reason = try? fields.decode(String.self, forKey: .finish_reason)
            message =
                error == nil
                ? try fields.decode(Message.self, forKey: .message)
                : try? fields.decode(Message.self, forKey: .message)
        }
    }

    struct Message: Decodable {
        let content: MessageContent?
        /// vLLM up to 0.11 and SGLang, with a reasoning parser.
        let reasoning_content: MessageContent?
        /// Later versions of vLLM.
        let reasoning: MessageContent?
    }

    private struct Usage: Decodable { let completion_tokens: Double? }
    private enum Key: CodingKey { case choices, usage }

    /// The first; others were not asked for.
    let choice: Choice?
    /// 0 when nothing believable is said.
    let tokens: Int

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        var choices = try fields.nestedUnkeyedContainer(forKey: .choices)
        choice = choices.isAtEnd ? nil : try choices.decode(Choice.self)
        let usage = try? fields.decode(Usage.self, forKey: .usage)
        tokens = Int(exactly: usage?.completion_tokens ?? 0) ?? 0
    }

    /// Nil when there is no answer in it.
    var completion: Completion? {
        guard let choice, let message = choice.message else { return nil }
        let thoughts = [message.reasoning_content, message.reasoning].compactMap { $0?.text }
            .filter { !$0.isEmpty }
        return Completion(
            text: ReasonedAnswer.text(
                message.content?.text ?? "", reasoning: thoughts.first ?? message.content?.thought,
                finishReason: choice.finish_reason),
            tokens: tokens, finishReason: choice.finish_reason ?? "unknown")
    }
}

/// `message.content`: a text, null, or a list of parts, as Mistral's reasoning models and servers
/// with several kinds of output send it.
struct MessageContent: Decodable, Equatable {
    /// Parts of text, joined.
    private(set) var text = ""
    /// Parts of thought, joined; nil when there are none.
    private(set) var thought: String?

    private struct Part: Decodable {
        let type: String?
        let text: MessageContent?
        let thinking: MessageContent?
        let reasoning: MessageContent?
        let content: MessageContent?
    }

    init(from decoder: any Decoder) throws {
        // Only another type leads on: text that is broken is an error, not nothing.
        do {
            text = try decoder.singleValueContainer().decode(String.self)
            return
        } catch DecodingError.typeMismatch {} catch DecodingError.valueNotFound { return }
        do {
            add(try decoder.singleValueContainer().decode(Part.self))
            return
        } catch DecodingError.typeMismatch {}
        guard var parts = try? decoder.unkeyedContainer() else {
            throw DecodingError.typeMismatch(
                String.self,
                .init(codingPath: decoder.codingPath, debugDescription: "neither text nor parts"))
        }
        while !parts.isAtEnd { merge(try parts.decode(MessageContent.self)) }
    }

    private mutating func add(_ part: Part) {
        let kind = part.type ?? "text"
        if let thought = part.thinking ?? part.reasoning {
            think(thought.all)
        } else if kind.contains("think") || kind.contains("reason") {
            think((part.text ?? part.content)?.all ?? "")
        } else if kind.contains("text") {
            merge(part.text ?? part.content)
        }
        // Pictures, sounds and calls of tools are no text.
    }

    private mutating func merge(_ other: MessageContent?) {
        guard let other else { return }
        text += other.text
        if let more = other.thought { think(more) }
    }

    private mutating func think(_ more: String) { thought = (thought ?? "") + more }

    /// A thought that is itself a list of parts.
    private var all: String { (thought ?? "") + text }
}
