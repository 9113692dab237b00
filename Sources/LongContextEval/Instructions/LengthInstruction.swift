import Storage

/// Numbers of sentences, paragraphs and words.
enum LengthInstruction {
    static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .sentences:
            let fits = try given.relation("relation", to: given.count("num_sentences"))
            return { fits(Sentences.count($0)) }
        case .paragraphs:
            let wanted = try given.count("num_paragraphs")
            return { paragraphs($0) == wanted }
        case .words:
            let fits = try given.relation("relation", to: given.count("num_words"))
            return { fits(words($0)) }
        default:
            let wanted = try given.count("num_paragraphs")
            let place = try given.count("nth_paragraph")
            guard place <= wanted else {
                throw DataError(
                    "nth_paragraph of \(id.rawValue) is \(place); give 1 to \(wanted), as many as num_paragraphs."
                )
            }
            let word = AnswerText.lower(try given.text("first_word"))
            return { isFirst(word, of: place, in: $0, paragraphs: wanted) }
        }
    }

    /// Runs of letters, numbers and underscores.
    static func words(_ text: String) -> Int {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.count {
            scalars[$0].isWord && ($0 == 0 || !scalars[$0 - 1].isWord)
        }
    }

    /// Paragraphs between dividers `***`; an empty one at either end does not count. Nil when one in
    /// between is empty.
    static func paragraphs(_ text: String) -> Int? {
        // The single space around a divider that is cut off with it makes no difference to emptiness.
        let parts = text.split(exactly: "***").map(\.isBlank)
        guard !parts.dropFirst().dropLast().contains(true) else { return nil }
        let ends = parts.count == 1 ? parts.prefix(1) : [parts[0], parts[parts.count - 1]]
        return parts.count - ends.count { $0 }
    }

    /// Whether a paragraph, between empty lines, begins with a word, and there are so many of them.
    static func isFirst(_ word: String, of place: Int, in text: String, paragraphs wanted: Int)
        -> Bool
    {
        let parts = text.split(exactly: "\n\n")
        let count = parts.count { !$0.isBlank }
        guard place <= count, count == wanted, !parts[place - 1].isBlank else { return false }
        var first = parts[place - 1].unicodeScalars.drop { $0.isPythonSpace }
            .prefix { !$0.isPythonSpace }
        first = first.drop { $0 == "'" }.drop { $0 == "\"" }
        let punctuation: [Unicode.Scalar] = [".", ",", "?", "!", "'", "\""]
        let begun = Substring(first.prefix { !punctuation.contains($0) })
        return AnswerText.lower(String(begun)).isExactly(word)
    }
}

extension StringProtocol {
    /// Nothing but white space.
    var isBlank: Bool { unicodeScalars.allSatisfy(\.isPythonSpace) }

    /// The parts between the occurrences of a text, empty ones included (`str.split`).
    func split(exactly separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = Substring(self)
        while let found = rest.exactRange(of: separator) {
            parts.append(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        return parts + [rest]
    }
}
