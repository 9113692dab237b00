import Numbers
import Storage

/// Matches of a response with one reference answer, on HELMET's normalised text.
public enum WordMatch {
    /// Whether the texts are equal.
    public static func isExact(_ response: String, _ answer: String) -> Bool {
        AnswerText.normalise(response).isExactly(AnswerText.normalise(answer))
    }

    /// Whether the answer occurs in the response, also within a word. An answer that normalises to nothing
    /// always does.
    public static func isSubstring(_ response: String, _ answer: String) -> Bool {
        let (text, part) = (AnswerText.normalise(response), AnswerText.normalise(answer))
        return text.containsExactly(part)
    }

    /// Harmonic mean of precision and recall of the words, counted as often as they occur.
    ///
    /// Response `blue lamp on table`, answer `the blue lamp`: 2 shared words of 4 and of 2, so
    /// precision 1/2, recall 1, F1 2/3. 0 when either side is `yes`, `no` or `noanswer` and the
    /// other is not the same.
    public static func f1(_ response: String, _ answer: String) -> Double {
        let (left, right) = (AnswerText.tokens(response), AnswerText.tokens(answer))
        let isVerdict = [left, right].contains { side in
            side.count == 1 && ["yes", "no", "noanswer"].contains(side[0])
        }
        if isVerdict && left != right { return 0 }
        return Overlap.f1(shared: Overlap.shared(left, right), left.count, right.count)
    }

    /// Share of the answers that occur in the response, 0...1, lower-cased only (RULER).
    public static func recall(_ response: String, _ answers: [String]) -> Double {
        guard !answers.isEmpty else { return 0 }
        let text = AnswerText.lower(response)
        let found = answers.count { text.containsExactly(AnswerText.lower($0)) }
        return Double(found) / Double(answers.count)
    }
}

/// Counting of what two word lists share.
enum Overlap {
    /// Words in both, as often as in the list that has fewer.
    static func shared<Word: Hashable>(_ left: [Word], _ right: [Word]) -> Int {
        var counts: [Word: Int] = [:]
        for word in right { counts[word, default: 0] += 1 }
        return left.count { word in
            guard let left = counts[word], left > 0 else { return false }
            counts[word] = left - 1
            return true
        }
    }

    /// 2PR / (P + R) with P = shared / left, R = shared / right; 0 when nothing is shared.
    static func f1(shared: Int, _ left: Int, _ right: Int) -> Double {
        shared == 0 ? 0 : 2 * Double(shared) / Double(left + right)
    }
}

/// ROUGE F1 scores (Lin 2004), equal to the `rouge_score` package with stemming, as HELMET uses it.
public enum Rouge {
    /// ROUGE-1: F1 of the shared words, 0...1.
    public static func one(_ response: String, _ answer: String) -> Double {
        let (left, right) = (RougeWords.split(response), RougeWords.split(answer))
        return Overlap.f1(shared: Overlap.shared(left, right), left.count, right.count)
    }

    /// ROUGE-L: F1 by the longest common subsequence of words, 0...1.
    ///
    /// `police kill the gunman` and `the gunman killed police` share `the gunman`: 2 of 4 on both
    /// sides, 0.5. ROUGE-1 is 1 for them: stemmed, all four words are shared.
    public static func longest(_ response: String, _ answer: String) -> Double {
        let (left, right) = (RougeWords.split(response), RougeWords.split(answer))
        return Overlap.f1(
            shared: commonSubsequence(left, right), left.count, right.count)
    }

    /// Length, in time of the product and space of the shorter side.
    static func commonSubsequence(_ left: [String], _ right: [String]) -> Int {
        var row = [Int](repeating: 0, count: right.count + 1)
        for word in left {
            var diagonal = 0
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = word == other ? diagonal + 1 : max(above, row[column])
                diagonal = above
            }
        }
        return row[right.count]
    }
}
