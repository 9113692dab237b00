public import Foundation
import Storage
import Synchronization

/// A byte-level byte-pair tokenizer, read from a Hugging Face `tokenizer.json`.
///
/// Equal to the `tokenizers` library; faster, since it works on bytes from one end to the other.
///
/// ```swift
/// let tokenizer = try Tokenizer.load(folder)
/// let ids = try tokenizer.encode("Hello there")
/// tokenizer.decode(ids)          // "Hello there"
/// ```
public final class Tokenizer: Sendable {
    let model: BytePairModel
    /// Whether text is brought into normalization form C first.
    let normalizesNFC: Bool
    let preTokenizer: PreTokenizer
    let postProcessor: PostProcessor
    /// Added tokens that are looked for in the text as it was given.
    let rawAddedTokens: AddedTokenMatcher
    /// Added tokens that are looked for in the normalized text.
    let normalizedAddedTokens: AddedTokenMatcher
    let added: [Int: AddedToken]
    let vocabulary: Vocabulary
    /// Caches that no call is using; calls at the same time each have their own.
    let caches = Mutex<[PieceCache]>([])

    /// Number of ids, gaps included: the largest id and one.
    public var vocabularySize: Int { vocabulary.size }

    /// The tokens called `bos_token` and so on.
    let special: SpecialTokens

    /// The tokenizer as transformers builds it: tokenizer.json, and what tokenizer_config.json,
    /// special_tokens_map.json and added_tokens.json change in it.
    /// - Throws: `UsageError` when the folder has no tokenizer.json, `DataError` when it is not one
    ///   that is supported.
    public static func load(_ folder: URL) throws -> Tokenizer {
        try load(folder, TokenizerConfiguration(folder: folder))
    }

    static func load(_ folder: URL, _ configuration: TokenizerConfiguration) throws -> Tokenizer {
        let url = folder.appendingPathComponent("tokenizer.json")
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw UsageError("\(folder.path) has no tokenizer.json.")
        }
        return try Tokenizer(TokenizerFile(AtomicFile.read(url), name: url.path, configuration))
    }

    /// A tokenizer.json alone.
    /// - Parameter name: names the source in errors.
    public convenience init(json: Data, name: String) throws {
        try self.init(TokenizerFile(json, name: name, TokenizerConfiguration()))
    }

    init(_ file: TokenizerFile) throws {
        model = file.model
        normalizesNFC = file.normalizesNFC
        preTokenizer = file.preTokenizer
        postProcessor = file.postProcessor
        special = file.special
        let splits = file.splitsSpecialTokens
        rawAddedTokens = AddedTokenMatcher(
            file.added.searched(isNormalized: false), splitsSpecialTokens: splits)
        let normalizesNFC = file.normalizesNFC
        normalizedAddedTokens = AddedTokenMatcher(
            file.added.searched(isNormalized: true), splitsSpecialTokens: splits
        ) { token in
            let scalars = Array(token.content.unicodeScalars)
            return normalizesNFC
                ? NormalizedText(composing: scalars, from: 0).utf8 : Array(token.content.utf8)
        }
        added = file.added.byID
        vocabulary = file.added.vocabulary
    }

    /// The id of a token as the vocabulary spells it, a space as `Ġ`; nil for what is no entry.
    public func id(of token: String) -> Int? { vocabulary.id(of: token) }

    /// The entry of the vocabulary as it is written there.
    public func token(_ id: Int) -> String? { vocabulary.token(id) }

    /// Whether the id is an added token marked `special`, which decoding leaves out.
    public func isSpecial(_ id: Int) -> Bool { added[id]?.isSpecial ?? false }
}
