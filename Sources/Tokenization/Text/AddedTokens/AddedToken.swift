/// A token that is found in the text before anything else, such as `<|end|>`.
struct AddedToken: Sendable {
    /// -1 until the token has one.
    var id = -1
    let content: String
    /// Left out of decoded text.
    var isSpecial: Bool
    /// White space before or after belongs to the token.
    var stripsLeft = false
    var stripsRight = false
    /// Not within a word.
    var isSingleWord = false
    /// Looked for in the normalized text, not in the text as it was given.
    var isNormalized: Bool

    /// With the flags of a token that is only a text.
    init(content: String, isSpecial: Bool) {
        self.content = content
        self.isSpecial = isSpecial
        isNormalized = !isSpecial
    }

    /// Whether content, byte for byte, and flags are the same.
    func isSame(_ other: AddedToken) -> Bool {
        content.utf8.elementsEqual(other.content.utf8) && isSpecial == other.isSpecial
            && stripsLeft == other.stripsLeft && stripsRight == other.stripsRight
            && isSingleWord == other.isSingleWord && isNormalized == other.isNormalized
    }
}
