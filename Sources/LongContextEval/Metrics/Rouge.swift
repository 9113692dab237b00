/// ROUGE F1 scores (Lin 2004) without stemming, words as the `rouge_score` package finds them:
/// lower-cased runs of ASCII letters and digits.
public enum Rouge {
    /// Shared single words.
    public static func one(_ response: String, _ answer: String) -> Double {
        let (left, right) = (words(response), words(answer))
        return Overlap.f1(shared: Overlap.shared(left, right), left.count, right.count)
    }

    /// Longest common subsequence of words.
    ///
    /// `police kill the gunman` and `police killed the gunman` share `police the gunman`: 3 of 4
    /// on both sides, 0.75.
    public static func longest(_ response: String, _ answer: String) -> Double {
        let (left, right) = (words(response), words(answer))
        return Overlap.f1(
            shared: commonSubsequence(left, right), left.count, right.count)
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().utf8
            .split { !(0x61...0x7a).contains($0) && !(0x30...0x39).contains($0) }
            .compactMap { String($0) }
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
