/// The words that ROUGE counts, as the `rouge_score` package finds them with stemming on.
///
/// Lower case; everything outside `a-z0-9` separates words; words longer than three letters are
/// stemmed. Because of that alphabet a text in another script has no words.
///
///     RougeWords.split("Three green apples!")   // ["three", "green", "appl"]
public enum RougeWords {
    /// The words of a text in their order, repeated ones included; empty where there is none.
    public static func split(_ text: String) -> [String] {
        text.lowercased().utf8
            .split { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || 48...57 ~= $0) }
            .map { String(decoding: $0, as: UTF8.self) }
            .map { $0.utf8.count > 3 ? PorterStemmer.stem($0) : $0 }
    }
}
