import Artifacts
public import Tokenization

/// Turns pairs of conversations into token ids, as the two modes of ``TokenizationMode`` say.
///
/// The chat template renders the prompt with the opening of the answer, and prompt and answer
/// together; what the second has beyond their common start is the answer. Prompt and answer are
/// tokenized apart, as a model meets them when it answers.
///
///     corrected   <s>user: Who?<e>assistant: │ Mira.<e>
///     paper       <s>user: Who?<e>assistant: │ Mira.<e>\n<e>
public struct PreferenceTokens: Sendable {
    public let text: ChatTokenizer
    public let mode: TokenizationMode
    private let endOfSequence: Int

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
    }

    /// A pair before any limit.
    /// - Throws: `DataError` when weights are not one for each token of their answer.
    public func tokens(_ pair: PairConversation) throws -> TokenizedPair {
        var prompt = try render(pair.prompt, opens: true)
        let chosenText = try render(pair.prompt + pair.chosen, opens: false)
        let rejectedText = try render(pair.prompt + pair.rejected, opens: false)
        // In this order, as TRL does it: a template may write before an answer what it does not
        // write when it only opens one.
        prompt = Self.commonStart(prompt, chosenText)
        let chosen = chosenText[prompt.count...]
        prompt = Self.commonStart(prompt, rejectedText)
        let rejected = rejectedText[prompt.count...]
        let ids = try encode(prompt)
        func side(_ name: String, _ scalars: ArraySlice<Unicode.Scalar>, _ weights: [Double]?)
            throws
            -> TokenizedPair.Side
        {
            let side = TokenizedPair.Side(
                prompt: ids, completion: try answer(scalars), weights: weights)
            if let weights, weights.count != side.completion.count {
                throw DataError(
                    "\(name)_weights has \(weights.count) values but the answer has \(side.completion.count) tokens in mode \(mode.rawValue); give one for each (retmask prefer --preview lists them)."
                )
            }
            return side
        }
        return TokenizedPair(
            chosen: try side("chosen", chosen, pair.chosenWeights),
            rejected: try side("rejected", rejected, pair.rejectedWeights))
    }

    private func answer(_ scalars: ArraySlice<Unicode.Scalar>) throws -> [Int] {
        var ids = try encode(scalars)
        switch mode {
        case .paper: ids.append(endOfSequence)
        case .corrected:
            let ends = text.stopIDs.union([endOfSequence])
            if let last = ids.lastIndex(where: ends.contains) {
                ids.removeLast(ids.count - 1 - last)
            } else {
                ids.append(endOfSequence)
            }
        }
        return ids
    }

    private func render(_ messages: [ChatMessage], opens: Bool) throws -> [Unicode.Scalar] {
        guard let text = try text.text(messages, generationPrompt: opens) else {
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
