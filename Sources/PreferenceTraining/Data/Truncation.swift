package import Artifacts

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

    /// The limits of `options` for a model that takes `contextLength` tokens.
    package init(_ options: PreferenceOptions, contextLength: Int) {
        self.init(
            maxLength: options.tokens.maxLength
                ?? options.tokens.mode.maxLength(contextLength: contextLength),
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

extension TokenizationMode {
    /// Tokens of prompt and completion together, where the options name none.
    package func maxLength(contextLength: Int) -> Int { self == .paper ? 1024 : contextLength }

    /// Tokens of the prompt, of which the last are kept; nil is no limit.
    package var maxPromptLength: Int? { self == .paper ? 512 : nil }

    package var truncation: TruncationSide { self == .paper ? .keepEnd : .keepStart }
}

extension TruncationReport {
    package init(mode: TokenizationMode, limits: Truncation) {
        self.init(
            mode: mode, maxLength: limits.maxLength, maxPromptLength: limits.maxPromptLength,
            truncation: limits.side)
    }

    /// Counts one row and returns whether it is trained on.
    package mutating func count(_ whole: TokenizedPair, cut: TokenizedPair) -> Bool {
        pairs += 1
        tokens += whole.chosen.count + whole.rejected.count
        longest = max(longest, whole.length)
        if cut != whole { cutPairs += 1 }
        guard cut.chosen.counts && cut.rejected.counts else {
            droppedPairs += 1
            return false
        }
        keptTokens += cut.chosen.count + cut.rejected.count
        let sides = [(whole.chosen, cut.chosen), (whole.rejected, cut.rejected)]
        if sides.contains(where: { $1.prompt.count < $0.prompt.count }) { cutPrompts += 1 }
        if sides.contains(where: { $1.prompt.isEmpty && !$0.prompt.isEmpty }) { lostPrompts += 1 }
        return true
    }
}
