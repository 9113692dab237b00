public import Artifacts
public import Storage

/// Prompts as models get them.
extension ChatTokenizer {
    /// A prompt as text and whether the tokenizer adds its special tokens to it; the text of a
    /// conversation without a template are its contents, a line each.
    ///
    /// - Parameter arguments: further variables of the chat template; those of the prompt go before them.
    /// - Throws: `DataError` for what the template refuses, and for a final message that it changes so
    ///   that nothing can go on from it.
    public func promptText(
        _ prompt: ModelPrompt, arguments: [String: JSONValue] = [:]
    ) throws -> (text: String, addsSpecialTokens: Bool) {
        if let text = prompt.text { return (text, true) }
        let rendered =
            prompt.continuesFinalMessage
            ? try continuation(prompt.messages, inputs: prompt.inputs, arguments: arguments)
            : try text(
                prompt.messages, generationPrompt: true, inputs: prompt.inputs,
                arguments: arguments)
        if let rendered { return (rendered, false) }
        return (prompt.messages.map(\.content).joined(separator: "\n"), true)
    }

    /// A prompt as token ids, equal to transformers' `tokenizer(text)` for plain text and
    /// `apply_chat_template` for conversations.
    ///
    /// - Throws: as ``promptText(_:arguments:)``.
    public func ids(
        _ prompt: ModelPrompt, arguments: [String: JSONValue] = [:]
    ) throws -> [Int] {
        let (text, addsSpecialTokens) = try promptText(prompt, arguments: arguments)
        return try tokenizer.encode(text, addSpecialTokens: addsSpecialTokens)
    }

    /// The conversation up to and including the text of its last message, without what ends a turn
    /// (transformers: `continue_final_message=True`); nil without a template.
    ///
    /// As there, a tag behind the text says where it ends in the rendering, and where the template trims
    /// the text, the space at its end goes.
    /// - Throws: `DataError` for a last message without text, or one that the template leaves out or
    ///   changes.
    public func continuation(
        _ messages: [ChatMessage], inputs: TemplateInputs = .none,
        arguments: [String: JSONValue] = [:]
    ) throws -> String? {
        guard let (tagged, final) = messages.last?.tagged(Self.tag) else {
            throw DataError("the last message has no text that could go on.")
        }
        guard
            let rendered = try text(
                messages.dropLast() + [tagged], generationPrompt: false, inputs: inputs,
                arguments: arguments)
        else { return nil }
        let mark = Self.tag.strippingSpaces()
        guard let end = rendered.lastExactly(mark),
            rendered.containsExactly(final.strippingSpaces())
        else {
            throw DataError(
                "the chat template changes the last message or leaves it out, so the answer cannot go on from it."
            )
        }
        let kept = rendered[..<end]
        let isSpacingKept = rendered[end...].utf8.starts(with: Self.tag.utf8)
        return isSpacingKept ? String(kept) : kept.strippingSpacesAtEnd()
    }

    /// The space at its end tells templates that trim from those that do not.
    private static let tag = "CONTINUE_FINAL_MESSAGE_TAG "
}

extension ChatMessage {
    /// The message with a tag behind its text, or behind the last of its texts, and that text; nil
    /// where it has none.
    fileprivate func tagged(_ tag: String) -> (message: ChatMessage, text: String)? {
        switch self["content"] {
        case .string(let text)?: return (replacing(content: .string(text + tag)), text)
        case .array(var parts)?:
            guard let last = parts.lastIndex(where: { $0["text"]?.string != nil }),
                case .object(var members) = parts[last],
                let place = members.lastIndex(where: { $0.key.isExactly("text") }),
                let text = members[place].value.string
            else { return nil }
            members[place].value = .string(text + tag)
            parts[last] = .object(members)
            return (replacing(content: .array(parts)), text)
        default: return nil
        }
    }
}

extension String {
    /// The start of the last occurrence, by code points, of a text that does not overlap itself.
    fileprivate func lastExactly(_ part: String) -> Index? {
        var last: Index?
        var rest = self[...]
        while let found = rest.exactRange(of: part) {
            last = found.lowerBound
            rest = rest[found.upperBound...]
        }
        return last
    }
}
