import Numbers

/// ROUGE F1 scores (Lin 2004), equal to the `rouge_score` package with stemming, as HELMET uses it.
public enum Rouge {
    /// Shared single words.
    public static func one(_ response: String, _ answer: String) -> Double {
        let (left, right) = (RougeWords.split(response), RougeWords.split(answer))
        return Overlap.f1(shared: Overlap.shared(left, right), left.count, right.count)
    }

    /// Longest common subsequence of words.
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
