/// A sentence and the white space that separates it from the one before.
public struct Sentence: Sendable, Equatable {
    /// White space before the sentence: `" "` or a paragraph break. Empty at the start of a text.
    public var separator: String
    public var text: String

    public init(_ text: String, separator: String = " ") {
        self.separator = separator
        self.text = text
    }
}

/// Cuts a text into sentences without losing a character of it.
///
/// A sentence ends after `.`, `!` or `?` (closing quotes and brackets included) before white space,
/// after the full stops of Chinese and Japanese, and at a blank line. The rule knows no
/// abbreviations: an early cut ("Mr. | Green") only offers one more place for a needle.
public enum SentenceSplitter {
    public static func split(_ text: String) -> [Sentence] {
        var sentences: [Sentence] = []
        var separator = ""
        var body = ""
        // White space met inside a sentence; becomes the separator if the sentence ended before it.
        var space = ""
        var ended = false
        func finish() {
            sentences.append(Sentence(body, separator: separator))
            separator = space
            body = ""
            space = ""
            ended = false
        }
        for character in text {
            if character.isWhitespace {
                space.append(character)
                continue
            }
            if body.isEmpty {
                separator += space
                space = ""
            } else if (ended && (!space.isEmpty || wideStops.contains(body.last ?? " ")))
                || space.filter(\.isNewline).count > 1
            {
                if space.isEmpty, closers.contains(character) {
                    body.append(character)
                    continue
                }
                finish()
            } else {
                body += space
                space = ""
            }
            body.append(character)
            if stops.contains(character) || wideStops.contains(character) {
                ended = true
            } else if !closers.contains(character) {
                ended = false
            }
        }
        if !body.isEmpty { finish() }
        return sentences
    }

    static let stops: Set<Character> = [".", "!", "?", "…"]
    static let wideStops: Set<Character> = ["。", "！", "？"]
    static let closers: Set<Character> = ["\"", "'", "”", "’", ")", "]", "»", "」", "』"]
}
