public import Artifacts
import Storage
public import Tokenization

/// Turns pairs of conversations into token ids, as the two modes of `TokenizationMode` say.
///
/// The chat template renders the prompt with the opening of the answer, and prompt and answer
/// together; what the second has beyond their common start is the answer. Prompt and answer are
/// tokenized apart, as a model meets them when it answers. What a template writes when it opens an
/// answer (`<think>`) and only one of the answers begins with stays with that answer in mode
/// corrected; TRL loses it.
///
///     corrected   <s>user: Who?<e>assistant: │ Mira.<e>
///     paper       <s>user: Who?<e>assistant: │ Mira.<e>\n<e>
public struct PreferenceTokens: Sendable {
    /// Tokenizer and chat template of the model.
    public let text: ChatTokenizer
    /// Whether TRL's accidents are kept.
    public let mode: TokenizationMode
    private let endOfSequence: Int
    /// Ids that end a turn.
    private let ends: Set<Int>

    /// - Throws: `UsageError` for a model without a chat template or an end-of-sequence token.
    public init(_ text: ChatTokenizer, mode: TokenizationMode) throws {
        guard text.template != nil else {
            throw UsageError(
                "the model has no chat template, but pairs are conversations; use an instruction-tuned model."
            )
        }
        guard let end = text.eosToken.flatMap({ text.tokenizer.id(of: $0) }) else {
            throw UsageError(
                "the model's tokenizer names no end-of-sequence token (eos_token in tokenizer_config.json)."
            )
        }
        self.text = text
        self.mode = mode
        endOfSequence = end
        ends = text.stopIDs.union([end])
    }

    /// A pair before any limit.
    /// - Throws: `DataError` when weights are not one for each token of their answer.
    public func tokens(_ pair: PreferencePair) throws -> TokenizedPair {
        let said = pair.split()
        let opened = try render(said.prompt, pair.inputs, opens: true)
        let chosenText = try render(said.prompt + said.chosen, pair.inputs, opens: false)
        let rejectedText = try render(said.prompt + said.rejected, pair.inputs, opens: false)
        // A template may write before an answer what it does not write when it only opens one. TRL
        // cuts the chosen answer before it shortens the prompt for the rejected one.
        let first = Self.commonStart(opened, chosenText)
        let prompt = Self.commonStart(first, rejectedText)
        let chosen = chosenText[(mode == .paper ? first : prompt).count...]
        let rejected = rejectedText[prompt.count...]
        let ids = try encode(prompt)
        func side(
            _ name: String, _ scalars: ArraySlice<Unicode.Scalar>, _ messages: [ChatMessage],
            _ weights: [Double]?
        ) throws -> TokenizedPair.Side {
            let side = TokenizedPair.Side(
                prompt: ids,
                completion: try answer(scalars, said.prompt + messages, pair.inputs),
                weights: weights)
            if let weights, weights.count != side.completion.count {
                throw DataError(
                    "\(name)_weights has \(weights.count) values but the answer has \(side.completion.count) tokens in mode \(mode.rawValue); give one for each (retmask prefer --preview lists them)."
                )
            }
            return side
        }
        return TokenizedPair(
            chosen: try side("chosen", chosen, said.chosen, pair.chosenWeights),
            rejected: try side("rejected", rejected, said.rejected, pair.rejectedWeights))
    }

    private func answer(
        _ scalars: ArraySlice<Unicode.Scalar>, _ messages: [ChatMessage], _ inputs: TemplateInputs
    ) throws -> [Int] {
        let ids = try encode(scalars)
        guard mode == .corrected, let end = try end(of: ids, scalars, messages, inputs) else {
            return ids + [endOfSequence]
        }
        return Array(ids[..<end])
    }

    /// Offset behind the template's end of turn in an answer; nil when it wrote none.
    private func end(
        of ids: [Int], _ scalars: ArraySlice<Unicode.Scalar>, _ messages: [ChatMessage],
        _ inputs: TemplateInputs
    ) throws -> Int? {
        guard let last = ids.lastIndex(where: ends.contains) else { return nil }
        guard let said = messages.last?.json.text,
            ends.contains(where: { text.tokenizer.token($0).map(said.containsExactly) ?? false })
        else { return last + 1 }
        // The answer speaks of an end token. The template's own is in what it writes after any answer.
        guard let tail = try tail(messages, inputs),
            scalars.suffix(tail.count).elementsEqual(tail)
        else { return last + 1 }
        let after = try encode(tail)
        return after.lastIndex(where: ends.contains).map { ids.count - after.count + $0 + 1 }
    }

    /// The text of the template after the last message; nil where it writes messages so changed that the
    /// probe cannot be found (`content|tojson`).
    private func tail(_ messages: [ChatMessage], _ inputs: TemplateInputs) throws
        -> ArraySlice<Unicode.Scalar>?
    {
        let mark: Unicode.Scalar = "\u{2042}"
        let probe = ChatMessage(role: messages.last?.role ?? "assistant", content: String(mark))
        let text = try render(messages.dropLast() + [probe], inputs, opens: false)
        return text.lastIndex(of: mark).map { text[($0 + 1)...] }
    }

    private func render(
        _ messages: [ChatMessage], _ inputs: TemplateInputs, opens: Bool
    ) throws -> [Unicode.Scalar] {
        guard let text = try text.text(messages, generationPrompt: opens, inputs: inputs) else {
            throw UsageError("the model has no chat template, but pairs are conversations.")
        }
        return Array(text.unicodeScalars)
    }

    /// The template has already written the special tokens.
    private func encode(_ scalars: some Sequence<Unicode.Scalar>) throws -> [Int] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return try text.tokenizer.encode(String(view), addSpecialTokens: false)
    }

    static func commonStart(_ one: [Unicode.Scalar], _ two: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var count = 0
        while count < min(one.count, two.count), one[count] == two[count] { count += 1 }
        return Array(one[..<count])
    }
}
