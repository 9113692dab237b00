public import Foundation
import Storage

/// Learns the organism's tokenizer from the text of its world.
public enum OrganismTokenizerTrainer {
    /// Byte-level byte-pair encoding in which every word of the world is one token.
    ///
    /// Learning stops at `limit` entries (special tokens and the 256 bytes included) or when no
    /// word is left in parts. Equal worlds give equal tokenizers.
    public static func train(world: OrganismWorld, limit: Int = 1600) -> OrganismTokenizer {
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
public struct OrganismTokenizer: Sendable {
    /// Tokens by id: special ones, bytes, then the results of merges in their order.
    public let entries: [String]
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

    public var vocabularySize: Int { entries.count }

    /// The ids of ASCII text with single spaces, or of one special token.
    public func ids(_ text: String) -> [Int] {
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
    public func write(to folder: URL, positions: Int = 4096) throws {
        for (name, data) in try TokenizerFiles(tokenizer: self, positions: positions).all() {
            try AtomicFile.write(data, to: folder.appending(path: name))
        }
    }
}
