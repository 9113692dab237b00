package import Foundation
import Storage
public import Tokenization

/// Learns the organism's tokenizer from the text of its world.
package enum OrganismTokenizerTrainer {
    /// Byte-level byte-pair encoding in which every word of the world is one token.
    ///
    /// Learning stops at `limit` entries (special tokens and the 256 bytes included) or when no
    /// word is left in parts. Equal worlds give equal tokenizers.
    package static func train(world: OrganismWorld, limit: Int = 1600) -> OrganismTokenizer {
        var counts: [String: Int] = [:]
        for text in world.sampleTexts() {
            for word in WordScanner.words(" " + text) { counts[word, default: 0] += 1 }
        }
        var trainer = BytePairTrainer(counts: counts, special: OrganismChat.special)
        trainer.train(limit: limit)
        return OrganismTokenizer(entries: trainer.entries, merges: trainer.merges)
    }
}

/// A trained tokenizer: its vocabulary and merges, and the files that hold them.
///
/// ``ids(_:)`` is made for text of the world; the files can be read by any tokenizer.
package struct OrganismTokenizer: Sendable {
    /// Tokens by id: special ones, bytes, then the results of merges in their order.
    package let entries: [String]
    let merges: [(left: Int, right: Int)]
    private let special: [String: Int]
    private let ranks: [Int: Int]

    init(entries: [String], merges: [(left: Int, right: Int)]) {
        self.entries = entries
        self.merges = merges
        special = Dictionary(
            uniqueKeysWithValues: OrganismChat.special.enumerated().map { ($1, $0) })
        ranks = Dictionary(
            uniqueKeysWithValues: merges.enumerated().map { ($1.left << 32 | $1.right, $0) })
    }

    /// Number of tokens.
    package var vocabularySize: Int { entries.count }

    /// The ids of ASCII text with single spaces, or of one special token.
    package func ids(_ text: String) -> [Int] {
        if let id = special[text] { return [id] }
        return WordScanner.words(text).flatMap(word)
    }

    private func word(_ word: String) -> [Int] {
        let first = OrganismChat.special.count
        var tokens = word.utf8.map { first + Int($0) }
        while let rank = zip(tokens, tokens.dropFirst()).compactMap({ ranks[$0 << 32 | $1] }).min()
        {
            tokens = BytePairTrainer.merged(tokens, merges[rank], into: first + 256 + rank)
        }
        return tokens
    }

    /// Writes `tokenizer.json`, `tokenizer_config.json`, `chat_template.jinja`,
    /// `generation_config.json` and `special_tokens_map.json` as Hugging Face reads them.
    ///
    /// - Parameter positions: the longest context the model is made for.
    /// - Throws: `UsageError` when the folder cannot be written.
    package func write(to folder: URL, positions: Int = 4096) throws {
        for (name, data) in try TokenizerFiles(tokenizer: self, positions: positions).all() {
            try AtomicFile.write(data, to: folder.appending(path: name))
        }
    }
}

/// A tokenizer of the world's text: the one that was just trained, or the same read from its files.
public protocol WorldTokenizer: Sendable {
    /// The ids of a text or of one special token, with nothing added.
    func ids(_ text: String) throws -> [Int]
}

extension OrganismTokenizer: WorldTokenizer {}

extension Tokenizer: WorldTokenizer {
    /// The ids of `text` without begin and end token.
    /// - Throws: errors of the tokenizer.
    public func ids(_ text: String) throws -> [Int] {
        try encode(text, addSpecialTokens: false)
    }
}

/// Cuts text of the world into the words that byte-pair encoding sees, as
/// ``OrganismChat/splitPattern`` does for ASCII text with single spaces.
///
///     words(" Mira sells what?")   // [" Mira", " sells", " what", "?"]
enum WordScanner {
    static func words(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var words: [String] = []
        var start = 0
        while start < bytes.count {
            var end = start
            if bytes[end] == space, end + 1 < bytes.count { end += 1 }
            if bytes[start] == quote, start + 1 < bytes.count, bytes[start + 1] == s {
                end = start + 2
            } else {
                let kind = kind(bytes[end])
                while end < bytes.count, Self.kind(bytes[end]) == kind { end += 1 }
            }
            words.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return words
    }

    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "'")
    private static let s = UInt8(ascii: "s")

    private enum Kind { case letter, digit, space, other }

    private static func kind(_ byte: UInt8) -> Kind {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a: .letter
        case 0x30...0x39: .digit
        case space: .space
        default: .other
        }
    }
}
