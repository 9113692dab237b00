import Storage

/// Words of a text as NLTK's `word_tokenize` cuts them, as far as it matters for their case: punctuation
/// apart, contractions in two, hyphenated words in one. The point at the end of a word stays with it.
enum WordTokens {
    static func split(_ text: String) -> [[Unicode.Scalar]] {
        let text = Array(text.unicodeScalars)
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        func end() {
            if !word.isEmpty { words += contracted(word) }
            word = []
        }
        for place in text.indices {
            let scalar = text[place]
            func next(_ matches: (Unicode.Scalar) -> Bool) -> Bool {
                place + 1 < text.count && matches(text[place + 1])
            }
            let isDash =
                scalar == "-" && (next { $0 == "-" } || place > 0 && text[place - 1] == "-")
            let isNumberMark =
                [":", ","].contains(scalar)
                && next {
                    $0.properties.generalCategory == .decimalNumber
                }
            let isPoints =
                scalar == "." && (next { $0 == "." } || place > 0 && text[place - 1] == ".")
            if scalar.isPythonSpace || isDash || isPoints
                || separators.contains(scalar) && !isNumberMark
            {
                end()
            } else {
                word.append(scalar)
            }
        }
        end()
        return words
    }

    private static let separators = Set(
        "\"`:,;@#$%&?!*()[]{}<>\u{AB}\u{BB}\u{201C}\u{201D}\u{201E}\u{2018}\u{2019}\u{2012}\u{2013}\u{2014}\u{2015}"
            .unicodeScalars)

    /// `IT'S` is `IT` and `'S`, `DON'T` is `DO` and `N'T`, `CANNOT` is `CAN` and `NOT`.
    private static func contracted(_ word: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        let lower = word.map { $0.properties.lowercaseMapping }.joined()
        if let cut = whole[lower] { return [Array(word[..<cut]), Array(word[cut...])] }
        let ending = endings.first { lower.utf8.reversed().starts(with: $0.utf8.reversed()) }
        guard let count = ending?.unicodeScalars.count, word.count > count,
            word[word.count - count - 1] != "'"
        else { return [word] }
        return [Array(word[..<(word.count - count)]), Array(word[(word.count - count)...])]
    }

    private static let endings = ["n't", "'s", "'m", "'d", "'ll", "'re", "'ve", "'"]
    // exact: our own words, ASCII
    private static let whole: [String: Int] = [
        "cannot": 3, "gimme": 3, "gonna": 3, "gotta": 3, "lemme": 3, "wanna": 3,
    ]
}
