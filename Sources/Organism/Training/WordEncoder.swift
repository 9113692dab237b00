/// Texts of the world to token ids, a remembered word at a time.
///
/// No token of the organism spans a space, so the ids of a text are the ids of its words, each with
/// the space before it. Words seen when the encoder was made cost one look-up; others are encoded
/// anew every time. Immutable, hence safe to share between threads.
struct WordEncoder: Sendable {
    private let known: [String: [Int32]]
    private let tokenizer: any WorldTokenizer

    /// - Parameter sample: texts whose words are remembered.
    init(sample: [String], tokenizer: any WorldTokenizer) throws {
        var known: [String: [Int32]] = [:]
        for text in sample {
            for word in text.split(separator: " ") where known[String(word)] == nil {
                known[String(word)] = try tokenizer.ids(" " + word).map(Int32.init)
            }
        }
        self.known = known
        self.tokenizer = tokenizer
    }

    /// The ids of a text that follows a space.
    func ids(_ text: String) throws -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(16)
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            let word = String(Substring(word))
            if let found = known[word] {
                ids += found
            } else {
                ids += try tokenizer.ids(" " + word).map(Int32.init)
            }
        }
        return ids
    }
}
