/// Tokens that are found in the text before anything else, such as `<|end|>`.
struct AddedToken: Sendable {
    let id: Int
    let content: [Unicode.Scalar]
    /// Left out of decoded text.
    let isSpecial: Bool
    /// White space before or after belongs to the token.
    let stripsLeft: Bool
    let stripsRight: Bool
    /// Not within a word.
    let isSingleWord: Bool
    /// Looked for in the normalized text, not in the text as it was given.
    let isNormalized: Bool
}

/// Finds added tokens: the leftmost, of those the longest.
struct AddedTokenMatcher: Sendable {
    /// By first scalar, longest first.
    private let byFirst: [Unicode.Scalar: [AddedToken]]
    let isEmpty: Bool

    init(_ tokens: [AddedToken]) {
        let usable = tokens.filter { !$0.content.isEmpty }
        byFirst = Dictionary(grouping: usable) { $0.content[0] }
            .mapValues { $0.sorted { $0.content.count > $1.content.count } }
        isEmpty = usable.isEmpty
    }

    struct Match {
        let token: AddedToken
        /// Scalars, with the white space that it strips.
        let range: Range<Int>
    }

    func matches(in text: [Unicode.Scalar]) -> [Match] {
        guard !isEmpty else { return [] }
        var found: [Match] = []
        var last = 0
        var index = 0
        while index < text.count {
            guard let candidates = byFirst[text[index]],
                let token = candidates.first(where: { Self.stands($0, at: index, in: text) })
            else {
                index += 1
                continue
            }
            var start = index
            var end = index + token.content.count
            index = end
            if token.isSingleWord,
                (start > 0 && Self.isWord(text[start - 1]))
                    || (end < text.count && Self.isWord(text[end]))
            {
                continue
            }
            if token.stripsLeft {
                while start > last, text[start - 1].properties.isWhitespace { start -= 1 }
            }
            if token.stripsRight {
                while end < text.count, text[end].properties.isWhitespace { end += 1 }
            }
            found.append(Match(token: token, range: start..<end))
            last = end
            index = end
        }
        return found
    }

    private static func stands(
        _ token: AddedToken, at index: Int, in text: [Unicode.Scalar]
    ) -> Bool {
        guard index + token.content.count <= text.count else { return false }
        for offset in token.content.indices where text[index + offset] != token.content[offset] {
            return false
        }
        return true
    }

    /// `\w` of Unicode's regular expressions (UTS 18, annex C).
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default: return false
        }
    }
}
