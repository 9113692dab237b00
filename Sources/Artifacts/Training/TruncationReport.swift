/// The tokens and pairs that the limits cut off; printed before the first step, because nothing may
/// be cut silently.
public struct TruncationReport: Codable, Sendable, Equatable {
    /// The way in which the pairs became token ids.
    public var mode: TokenizationMode
    /// Most tokens of a sequence and, where there is one, of a prompt.
    public var maxLength: Int
    /// Most tokens of a prompt; nil is no limit.
    public var maxPromptLength: Int?
    /// The end of a sequence that was kept.
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
    /// Tokens that are left, of the pairs that are trained on.
    public var keptTokens = 0
    /// Tokens of the longest sequence before cutting.
    public var longest = 0

    package init(
        mode: TokenizationMode, maxLength: Int, maxPromptLength: Int?, truncation: TruncationSide
    ) {
        self.mode = mode
        self.maxLength = maxLength
        self.maxPromptLength = maxPromptLength
        self.truncation = truncation
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

/// The two ways in which a pair becomes token ids.
///
/// They differ where the reference (TRL 0.24) has accidents, and every artifact records which one
/// made it.
///
/// | | `corrected` | `paper` |
/// |---|---|---|
/// | end of turn | the template's own, once | the template's, and the end-of-sequence id after it |
/// | text after it, such as a line break | dropped: the model never has to write it | kept |
/// | longest sequence | the model's positions | 1024 |
/// | longest prompt | no limit | the last 512 tokens |
/// | a longer sequence keeps | its start, so the question stays | its end |
public enum TokenizationMode: String, Codable, Sendable, CaseIterable {
    case corrected
    case paper
}

/// The end of a sequence that truncation keeps, under TRL's names.
public enum TruncationSide: String, Codable, Sendable, CaseIterable {
    /// The prompt and the start of the answer.
    case keepStart = "keep_start"
    /// The end of the answer, and as much before it as fits.
    case keepEnd = "keep_end"
}
