import Numbers

/// ROUGE-1 recall: the share of the expected answer's words that a response contains.
///
///     recall = Σ over words w of min(count of w in answer, count of w in response)
///              ────────────────────────────────────────────────────────────────────
///                                   words in the answer
///
/// Equal to `rouge_score.rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)`: lower case,
/// everything outside `a-z0-9` separates words, words longer than three letters are stemmed.
/// Because of that alphabet, an answer in another script has no words and a recall of 0; so it is
/// in the Python package, and detection in such a language needs another measure of success.
///
/// Range 0...1. Worked example, answer "three green apples", response "Apples, green ones.": of
/// the words `three green appl` the response has `green` and `appl`, so 2 / 3.
public enum RougeRecall {
    /// The share of the answer's words that the response has, 0...1; 0 for an answer without words.
    public static func score(answer: String, response: String) -> Double {
        let expected = RougeWords.split(answer)
        guard !expected.isEmpty else { return 0 }
        var left = Dictionary(RougeWords.split(response).map { ($0, 1) }, uniquingKeysWith: +)
        let found = expected.count { word in
            guard let count = left[word], count > 0 else { return false }
            left[word] = count - 1
            return true
        }
        return Double(found) / Double(expected.count)
    }
}
