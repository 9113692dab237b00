/// The limits that sequences are cut to.
///
/// With `max length 6`, prompt `p1 p2 p3 p4` and answer `a1 a2 a3`:
///
///     keep_start   p1 p2 p3 p4 a1 a2      the last word of the answer is lost
///     keep_end     p2 p3 p4 a1 a2 a3      the first word of the prompt is lost
package struct Truncation: Sendable, Equatable {
    /// Most tokens of prompt and completion together.
    package var maxLength: Int
    /// Most tokens of the prompt; the last ones are kept.
    package var maxPromptLength: Int?
    package var side: TruncationSide

    package init(maxLength: Int, maxPromptLength: Int?, side: TruncationSide) {
        self.maxLength = maxLength
        self.maxPromptLength = maxPromptLength
        self.side = side
    }

    /// The limits of `options` for a model that has `positions` positions.
    package init(_ options: PreferenceOptions, positions: Int) {
        self.init(
            maxLength: options.tokens.maxLength ?? options.tokens.mode.maxLength(positions: positions),
            maxPromptLength: options.tokens.maxPromptLength ?? options.tokens.mode.maxPromptLength,
            side: options.tokens.truncation ?? options.tokens.mode.truncation)
    }

    /// First the prompt is limited, then the whole, as in TRL.
    package func cut(_ side: TokenizedPair.Side) -> TokenizedPair.Side {
        var result = side
        if let most = maxPromptLength { result.prompt = side.prompt.suffix(most) }
        let excess = result.count - maxLength
        guard excess > 0 else { return result }
        switch self.side {
        case .keepStart:
            let fromAnswer = min(excess, result.completion.count)
            result.cutAnswer(last: fromAnswer)
            result.prompt.removeLast(excess - fromAnswer)
        case .keepEnd:
            let fromPrompt = min(excess, result.prompt.count)
            result.prompt.removeFirst(fromPrompt)
            result.cutAnswer(first: excess - fromPrompt)
        }
        return result
    }

    package func cut(_ pair: TokenizedPair) -> TokenizedPair {
        TokenizedPair(chosen: cut(pair.chosen), rejected: cut(pair.rejected))
    }
}
