import Storage

/// The repeated share of a text.
public enum Repetition {
    /// The share of four-word sequences that occurred earlier in the text: 0 for text without
    /// repeats, near 1 for one that runs in circles. Texts under eight words score 0, for one
    /// repeat means nothing there.
    ///
    /// `the cat sat down the cat sat down` has 5 sequences, 4 distinct: 0.2.
    public static func share(of text: String) -> Double {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 8 else { return 0 }
        let starts = 0...(words.count - 4)
        let distinct = Set(starts.map { words[$0..<$0 + 4].map { ExactText($0) } })
        return 1 - Double(distinct.count) / Double(starts.count)
    }
}
