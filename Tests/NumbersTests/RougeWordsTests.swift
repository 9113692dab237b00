import Numbers
import Testing

@Suite struct RougeWordsTests {
    @Test(
        "lower case, ASCII letters and digits only, words over three letters stemmed",
        arguments: [
            ("Three green apples!", ["three", "green", "appl"]),
            ("1,024 was_it", ["1", "024", "was", "it"]),
            ("Straße", ["stra", "e"]), ("東京", []), ("", []),
        ])
    func split(text: String, words: [String]) { #expect(RougeWords.split(text) == words) }
}
