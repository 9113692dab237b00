import Storage

/// A word of a text as the rule for ends of sentences sees it: punctuation apart, points kept.
struct SentenceWord {
    static let marks: Set<Unicode.Scalar> = [".", "?", "!"]
    static let closers = Set("\"')]}\u{2018}\u{2019}\u{201C}\u{201D}\u{AB}\u{BB}".unicodeScalars)
    private static let punctuation = Set(";:,.!?".unicodeScalars)
    private static let nonWord = Set(
        ")\";}]*:@'({[?!\u{2018}\u{2019}\u{201C}\u{201D}\u{AB}\u{BB}".unicodeScalars)
    private static let noStart = Set("(\"`{[:;&#*@)}]-,".unicodeScalars)

    private let text: [Unicode.Scalar]

    /// Punctuation that cannot be within a word.
    static func isNonWord(_ scalar: Unicode.Scalar) -> Bool { nonWord.contains(scalar) }

    /// Words and punctuation of a text in their order.
    static func split(_ context: ArraySlice<Unicode.Scalar>) -> [SentenceWord] {
        let text = Array(context)
        var words: [SentenceWord] = []
        var place = 0
        while place < text.count {
            guard !text[place].isPythonSpace else {
                place += 1
                continue
            }
            var end = runEnd(text, place) ?? place + 1
            if end == place + 1, !noStart.contains(text[place]) {
                while end < text.count, !isEnd(text, end) { end += 1 }
            }
            words.append(SentenceWord(text: Array(text[place..<end])))
            place = end
        }
        return words
    }

    /// The end of two or more hyphens or points that begin there, with spaces between points or not.
    private static func runEnd(_ text: [Unicode.Scalar], _ place: Int) -> Int? {
        guard place < text.count, text[place] == "-" || text[place] == "." else { return nil }
        var end = place
        while end < text.count, text[end] == text[place] { end += 1 }
        if end > place + 1 { return end }
        guard text[place] == "." else { return nil }
        var points = 1
        while end + 1 < text.count, text[end].isPythonSpace, text[end + 1] == "." {
            points += 1
            end += 2
        }
        return points >= 3 ? end : nil
    }

    private static func isEnd(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
        func isPlainEnd(_ place: Int) -> Bool {
            place >= text.count || text[place].isPythonSpace || isNonWord(text[place])
                || runEnd(text, place) != nil
        }
        return isPlainEnd(place) || text[place] == "," && isPlainEnd(place + 1)
    }

    /// Whether a sentence ends with this word.
    func endsSentence(before next: SentenceWord) -> Bool {
        if text.count == 1, Self.marks.contains(text[0]) { return true }
        guard text.last == "." else { return false }
        let isEllipsis = text.count > 1 && text.allSatisfy { $0 == "." }
        let isInitial = text.count == 2 && text[0].isWord && !text[0].isDecimal
        let isOrdinal =
            text.dropLast().contains(where: \.isDecimal)
            && text.allSatisfy { $0.isDecimal || "-.,".unicodeScalars.contains($0) }
        if isEllipsis { return next.beginsSentence == true }
        guard text.count < 2 || text[text.count - 2] != "." else { return false }
        if isInitial {
            return next.beginsSentence ?? !next.isCapitalised
        }
        if isAbbreviation { return next.beginsSentence == true }
        return isOrdinal ? next.beginsSentence != false : true
    }

    private var isCapitalised: Bool { text.first?.properties.isUppercase ?? false }

    /// Whether it begins a sentence after a point that may be none: known words when capitalised do,
    /// words in lower case and punctuation do not; nil for others.
    private var beginsSentence: Bool? {
        guard let first = text.first else { return nil }
        if text.count == 1, Self.punctuation.contains(first) { return false }
        if first.properties.isLowercase { return false }
        let word = AnswerText.lower(String(String.UnicodeScalarView(text.filter { $0 != "." })))
        return isCapitalised && SentenceWords.starters.contains(word) ? true : nil
    }

    private var isAbbreviation: Bool {
        let word = AnswerText.lower(String(String.UnicodeScalarView(text.dropLast())))
        if SentenceWords.abbreviations.contains(word) { return true }
        guard let hyphen = word.lastIndex(of: "-") else { return false }
        return SentenceWords.abbreviations.contains(String(word[word.index(after: hyphen)...]))
    }
}

extension Unicode.Scalar {
    fileprivate var isDecimal: Bool { properties.generalCategory == .decimalNumber }
}
