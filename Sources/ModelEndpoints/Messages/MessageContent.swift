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
