/// The tokens of a prompt that cover a range of its text.
package enum NeedleSpan {
    /// The smallest range of tokens that covers the scalars `range`, by the tokens' offsets.
    ///
    /// A token that holds the end of the stretch and something after it (`."` or `.\n\n`) belongs
    /// to it. Tokens without text of their own (added ones) never do. Nil when no token does.
    ///
    ///     text    "It is a red hat ."        range 6..<13 ("a red h")
    ///     tokens  It[0,2)  is[2,5)  a[5,7)  red[7,11)  hat[11,15)  .[15,17)
    ///     span    2..<5
    package static func tokens(covering range: Range<Int>, in pieces: [TokenPiece]) -> Range<Int>? {
        let inside = pieces.indices.filter { pieces[$0].range.overlaps(range) }
        guard let first = inside.first, let last = inside.last else { return nil }
        return first..<last + 1
    }
}
