import Storage

/// Sentences of a text, counted as Punkt does (Kiss and Strunk 2006, "Unsupervised Multilingual Sentence
/// Boundary Detection"; NLTK's `sent_tokenize`), with short lists of words in place of what it learns of
/// a corpus.
///
/// A mark `.`, `?` or `!` ends a sentence before white space or punctuation, but for the point of an
/// abbreviation, an initial or a number before a word in lower case, and of an ellipsis; after these, a
/// capitalised word that often begins sentences makes it an end. Quotes and brackets behind the mark
/// belong to the sentence before.
enum Sentences {
    static func count(_ text: String) -> Int {
        let text = Array(text.unicodeScalars)
        var (count, start) = (0, 0)
        for end in ends(text) {
            let own = end.mark + 1 > start
            let next = closing(text, from: end.next)
            // Quotes that close something make a sentence of what is before them.
            if own || next > end.next { count += 1 }
            start = next
        }
        let last = text.lastIndex { !$0.isPythonSpace }.map { $0 + 1 } ?? 0
        return last > start ? count + 1 : count
    }

    /// Where a sentence ends: its mark, and the start of the next one.
    private static func ends(_ text: [Unicode.Scalar]) -> [(mark: Int, next: Int)] {
        var found: [(mark: Int, next: Int)] = []
        // Of several marks of a word, quotes between them included, the last one counts.
        var candidate: (mark: Int, word: Int, afterEnd: Int, next: Int)?
        func judge() {
            guard let mine = candidate else { return }
            if hasBreak(text[mine.word..<mine.afterEnd]) { found.append((mine.mark, mine.next)) }
        }
        var wordStart = 0
        for place in text.indices {
            if text[place].isPythonSpace { wordStart = place + 1 }
            guard SentenceWord.marks.contains(text[place]), place + 1 < text.count else { continue }
            var next = place + 1
            while next < text.count, text[next].isPythonSpace { next += 1 }
            guard next < text.count else { continue }
            var afterEnd = next + 1
            if next > place + 1 {
                while afterEnd < text.count, !text[afterEnd].isPythonSpace { afterEnd += 1 }
            } else if !SentenceWord.isNonWord(text[next]) {
                continue
            }
            if let last = candidate, last.mark < wordStart { judge() }
            candidate = (place, wordStart, afterEnd, next)
        }
        judge()
        return found
    }

    /// Whether a word of the context, with what follows it, ends a sentence.
    private static func hasBreak(_ context: ArraySlice<Unicode.Scalar>) -> Bool {
        let words = SentenceWord.split(context)
        return words.indices.dropLast().contains { words[$0].endsSentence(before: words[$0 + 1]) }
    }

    /// The end of quotes and brackets that close, with the space after them, where they are followed by
    /// space, a dash or the end; else the start.
    private static func closing(_ text: [Unicode.Scalar], from start: Int) -> Int {
        var end = start
        while end < text.count, SentenceWord.closers.contains(text[end]) { end += 1 }
        guard end > start else { return start }
        if end == text.count { return end }
        if text[end] == "-", end + 1 < text.count, text[end + 1] == "-" { return end }
        guard text[end].isPythonSpace else { return start }
        while end < text.count, text[end].isPythonSpace { end += 1 }
        return end
    }
}
