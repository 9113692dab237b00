/// One prompt with a needle at a known place.
public struct Haystack: Sendable, Equatable {
    /// The whole prompt, template included.
    public var text: String
    /// Its tokens, as the model gets them.
    public var ids: [Int]
    /// Tokens of `ids` that hold the needle's answer (see ``Needle/answerRange``).
    public var span: Range<Int>
    /// Tokens of `ids` that hold the whole needle.
    public var sentence: Range<Int>
    /// Tokens from the question to the end of the prompt: those that have read the context and the
    /// question. Empty in paper mode, which does not look at them.
    public var question: Range<Int>
    /// Tokens of filler before the needle over all tokens of filler, in percent; what the depth
    /// asked for came to at a sentence boundary.
    public var depth: Double
    /// The text that the question is about, the needle in it.
    public var context: String
}
