/// The tokens and pairs that the limits cut off; printed before the first step, because nothing may
/// be cut silently.
public struct TruncationReport: Codable, Sendable, Equatable {
    public var mode: TokenizationMode
    /// Most tokens of a sequence and, where there is one, of a prompt.
    public var maxLength: Int
    public var maxPromptLength: Int?
    public var truncation: TruncationSide
    /// Rows of the file.
    public var pairs = 0
    /// Rows of which at least one side was cut.
    public var cutPairs = 0
    /// Rows that lost a part of the prompt, on either side.
    public var cutPrompts = 0
    /// Rows of which a side is trained without any of its prompt.
    public var lostPrompts = 0
    /// Rows left out, because nothing of an answer remained to be scored, or only tokens of weight 0.
    public var droppedPairs = 0
    /// Tokens of both sides before and after; a dropped row loses all of its tokens.
    public var tokens = 0
    public var keptTokens = 0
    /// Tokens of the longest sequence before cutting.
    public var longest = 0

    package init(mode: TokenizationMode, limits: Truncation) {
        self.mode = mode
        maxLength = limits.maxLength
        maxPromptLength = limits.maxPromptLength
        truncation = limits.side
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

    /// For a person: one line when nothing was cut, else what was lost.
    public var summary: String {
        guard cutPairs > 0 || droppedPairs > 0 else {
            return "\(pairs) pairs, \(tokens) tokens; the longest sequence has \(longest) of "
                + "\(maxLength) tokens, so nothing is cut."
        }
        let limits =
            "\(maxLength) tokens" + (maxPromptLength.map { ", prompts to \($0)" } ?? "")
            + " (\(truncation.rawValue))"
        return "\(cutPairs) of \(pairs) pairs are cut to \(limits): \(cutPrompts) lose a part of "
            + "the prompt, \(lostPrompts) all of it, \(droppedPairs) are left out; "
            + "\(tokens - keptTokens) of \(tokens) tokens are lost."
    }
}
