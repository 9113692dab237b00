public import Tokenization

/// A tokenizer of the world's text: the one that was just trained, or the same read from its files.
public protocol WorldTokenizer: Sendable {
    /// The ids of a text or of one special token, with nothing added.
    func ids(_ text: String) throws -> [Int]
}

extension OrganismTokenizer: WorldTokenizer {}

extension Tokenizer: WorldTokenizer {
    public func ids(_ text: String) throws -> [Int] {
        try encode(text, addSpecialTokens: false)
    }
}
