import Storage

/// Words of a text as `WordEM` compares them.
///
/// A word is a run of letters, marks and digits, lower-cased; everything else separates. A number
/// keeps what makes it another number: a point between digits (`5.2` is one word), a minus before it
/// that follows no word, and commas between groups of three digits, which are dropped (`1,005` is
/// `1005`). In scripts without spaces between words a sentence is one word; `SubEM` is for them.
enum WholeWords {
    /// Whether the words of the answer follow each other in the response. An answer without words
    /// never does.
    static func occur(_ answer: String, in response: String) -> Bool {
        let (part, text) = (split(answer), split(response))
        guard !part.isEmpty, part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start..<start + part.count].elementsEqual(part)
        }
    }

    /// All words in their order.
    static func split(_ text: String) -> [ExactText] {
        let scalars = Array(AnswerText.lower(text).unicodeScalars)
        var words: [ExactText] = []
        var word: [Unicode.Scalar] = []
        func end() {
            if !word.isEmpty { words.append(ExactText(String(String.UnicodeScalarView(word)))) }
            word = []
        }
        var place = 0
        while place < scalars.count {
            let isStart = word.isEmpty || word.elementsEqual(["-"])
            if isStart, let number = groupedNumber(scalars[place...]) {
                word += number.filter { $0 != "," }
                place = number.endIndex
                continue
            }
            let scalar = scalars[place]
            if isWord(scalar) || isPoint(place, scalars) {
                word.append(scalar)
            } else if word.isEmpty, isMinus(place, scalars) {
                word.append("-")
            } else {
                end()
            }
            place += 1
        }
        end()
        return words
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: AnswerText.isWordCharacter(scalar)
        }
    }

    private static func isDigit(_ place: Int, _ text: [Unicode.Scalar]) -> Bool {
        text.indices.contains(place) && text[place].properties.generalCategory == .decimalNumber
    }

    private static func isPoint(_ place: Int, _ text: [Unicode.Scalar]) -> Bool {
        text[place] == "." && isDigit(place - 1, text) && isDigit(place + 1, text)
    }

    private static func isMinus(_ place: Int, _ text: [Unicode.Scalar]) -> Bool {
        ["-", "\u{2212}"].contains(text[place]) && isDigit(place + 1, text)
    }

    /// The digits and commas of a number like `12,345,678` that the text begins with; nil for other
    /// texts, also for `1,2` and `1,200,30`, which are lists.
    private static func groupedNumber(
        _ text: ArraySlice<Unicode.Scalar>
    ) -> ArraySlice<Unicode.Scalar>? {
        func digits(_ start: Int) -> Int {
            text[start...].prefix(4).prefix { $0.properties.generalCategory == .decimalNumber }
                .count
        }
        var end = text.startIndex + digits(text.startIndex)
        guard 1...3 ~= end - text.startIndex else { return nil }
        let first = end
        while end < text.endIndex, text[end] == "," {
            let group = digits(end + 1)
            if group == 0 { break }
            guard group == 3 else { return nil }
            end += 4
        }
        return end > first ? text[..<end] : nil
    }
}
