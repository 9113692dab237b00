import Artifacts
public import Foundation
import Synchronization

/// A byte-level byte-pair tokenizer, read from a Hugging Face `tokenizer.json`.
///
/// Equal to the `tokenizers` library on the pre-tokenizers of Llama 3, Qwen and Olmo; faster, since
/// it works on bytes from one end to the other.
///
/// ```swift
/// let tokenizer = try Tokenizer.load(folder)
/// let ids = try tokenizer.encode("Hello there")
/// tokenizer.decode(ids)          // "Hello there"
/// ```
public final class Tokenizer: Sendable {
    let model: BytePairModel
    let composes: Bool
    let preTokenizer: PreTokenizer?
    /// Ids put before and after a text when special tokens are wanted.
    let prefix: [Int]
    let suffix: [Int]
    /// Leading white space of a token is not part of its offsets (GPT-2 style post-processing).
    let trimsOffsets: Bool
    let trimsKeepFirstSpace: Bool
    let early: AddedTokenMatcher
    let late: AddedTokenMatcher
    let added: [Int: AddedToken]
    let names: [Int: String]
    let ids: [String: Int]
    private let cache = Mutex(PieceCache())

    /// Number of ids, gaps included: the largest id and one.
    public let vocabularySize: Int

    /// - Throws: `UsageError` when the folder has no tokenizer.json, `DataError` when it is not one
    ///   that is supported.
    public static func load(_ folder: URL) throws -> Tokenizer {
        let url = folder.appendingPathComponent("tokenizer.json")
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw UsageError("\(folder.path) has no tokenizer.json.")
        }
        return try Tokenizer(json: AtomicFile.read(url), name: url.path)
    }

    /// - Parameter name: names the source in errors.
    public convenience init(json: Data, name: String) throws {
        try self.init(TokenizerFile(json, name: name))
    }

    init(_ file: TokenizerFile) throws {
        model = file.model
        composes = file.composes
        preTokenizer = file.preTokenizer
        (prefix, suffix) = (file.prefix, file.suffix)
        trimsOffsets = file.trimsOffsets
        trimsKeepFirstSpace = file.trimsKeepFirstSpace
        early = AddedTokenMatcher(file.added.filter { !$0.isNormalized })
        late = AddedTokenMatcher(file.added.filter { $0.isNormalized })
        added = Dictionary(file.added.map { ($0.id, $0) }) { first, _ in first }
        ids = file.ids
        names = Dictionary(file.ids.map { ($1, $0) }) { first, _ in first }
        vocabularySize = (file.ids.values.max() ?? -1) + 1
    }

    public func id(of token: String) -> Int? { ids[token] }

    /// The entry of the vocabulary as it is written there.
    public func token(_ id: Int) -> String? { names[id] }

    public func isSpecial(_ id: Int) -> Bool { added[id]?.isSpecial ?? false }

    /// - Parameter addSpecialTokens: put the tokens around the text that the tokenizer adds to every
    ///   text, such as begin-of-text.
    public func encode(_ text: String, addSpecialTokens: Bool = true) throws -> [Int] {
        var list: [Int] = addSpecialTokens ? prefix : []
        forEachToken(of: text) { id, _, _ in list.append(id) }
        if addSpecialTokens { list += suffix }
        return list
    }

    public func encoding(_ text: String, addSpecialTokens: Bool = true) throws -> Encoding {
        var result = Encoding()
        func add(_ list: [Int]) {
            result.ids += list
            result.offsets += list.map { _ in 0..<0 }
        }
        if addSpecialTokens { add(prefix) }
        forEachToken(of: text) { id, range, _ in
            result.ids.append(id)
            result.offsets.append(range)
        }
        if addSpecialTokens { add(suffix) }
        return result
    }

    /// Calls `body` with every token, its scalars and whether it was found as an added token.
    private func forEachToken(of text: String, _ body: (Int, Range<Int>, Bool) -> Void) {
        cache.withLock { cache in
            if early.isEmpty && late.isEmpty && isPlain(text) {
                var text = text
                text.withUTF8 { encodeASCII($0, &cache, body) }
                return
            }
            let scalars = Array(text.unicodeScalars)
            Self.forEachPart(of: scalars, early.matches(in: scalars)) { range, token in
                if let token { return body(token.id, trimmed(range, scalars), true) }
                let part = Array(scalars[range])
                Self.forEachPart(of: part, late.matches(in: part)) { inner, token in
                    let place = range.lowerBound + inner.lowerBound
                    if let token {
                        let whole = place..<range.lowerBound + inner.upperBound
                        return body(token.id, trimmed(whole, scalars), true)
                    }
                    let isFirst = place == 0
                    encodePart(Array(part[inner]), from: place, isFirst: isFirst, &cache, body)
                }
            }
        }
    }

    /// Nothing to normalize and no prefix to add: bytes are scalars.
    private func isPlain(_ text: String) -> Bool {
        !(preTokenizer?.addsPrefixSpace ?? false) && text.utf8.allSatisfy { $0 < 0x80 }
    }

    private static func forEachPart(
        of text: [Unicode.Scalar], _ matches: [AddedTokenMatcher.Match],
        _ body: (Range<Int>, AddedToken?) -> Void
    ) {
        var last = 0
        for match in matches {
            if match.range.lowerBound > last { body(last..<match.range.lowerBound, nil) }
            body(match.range, match.token)
            last = match.range.upperBound
        }
        if last < text.count { body(last..<text.count, nil) }
    }

    private func encodeASCII(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cache: inout PieceCache,
        _ body: (Int, Range<Int>, Bool) -> Void
    ) {
        encodePieces(bytes, &cache) { id, range in
            let isFirst = range.lowerBound == 0
            body(id, self.trimmed(range, bytes, range, isFirst: isFirst), false)
        }
    }

    private func encodePart(
        _ scalars: [Unicode.Scalar], from first: Int, isFirst: Bool, _ cache: inout PieceCache,
        _ body: (Int, Range<Int>, Bool) -> Void
    ) {
        var scalars = scalars
        var shift = 0
        if preTokenizer?.addsPrefixSpace ?? false, let start = scalars.first,
            !start.properties.isWhitespace
        {
            scalars.insert(" ", at: 0)
            shift = 1
        }
        let text =
            composes
            ? NormalizedText(composing: scalars, from: first - shift)
            : NormalizedText(scalars, from: first - shift)
        text.utf8.withUnsafeBufferPointer { bytes in
            encodePieces(bytes, &cache) { id, range in
                let start = max(first, Int(text.origins[range.lowerBound]))
                let end = Int(text.origins[range.upperBound - 1]) + 1
                let isFirst = isFirst && range.lowerBound == 0
                let kept = trimmed(start..<max(start, end), bytes, range, isFirst: isFirst)
                body(id, kept, false)
            }
        }
    }

    /// An added token without the white space that it swallowed.
    private func trimmed(_ range: Range<Int>, _ text: [Unicode.Scalar]) -> Range<Int> {
        guard trimsOffsets else { return range }
        let leading = text[range].prefix { $0.properties.isWhitespace }.count
        let trailing = text[range].reversed().prefix { $0.properties.isWhitespace }.count
        let start = min(range.lowerBound + leading, range.upperBound)
        return start..<max(range.upperBound - trailing, start)
    }

    /// Scalars to take off at both ends of a token's offsets: the spaces that it begins and ends
    /// with, one count each even where they are the same spaces.
    private func trimmed(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>,
        isFirst: Bool
    ) -> Range<Int> {
        guard trimsOffsets else { return range }
        var leading = piece.prefix { bytes[$0] == 0x20 }.count
        let trailing = piece.reversed().prefix { bytes[$0] == 0x20 }.count
        // One space at the very start is taken for the one that the tokenizer adds.
        if isFirst, trimsKeepFirstSpace, leading == 1 { leading = 0 }
        let start = min(range.lowerBound + leading, range.upperBound)
        var end = range.upperBound
        if trailing > 0, end >= trailing { end = max(end - trailing, start) }
        return start..<end
    }

    /// Pre-tokenizes and merges; ranges are bytes.
    private func encodePieces(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cache: inout PieceCache,
        _ body: (Int, Range<Int>) -> Void
    ) {
        func piece(_ range: Range<Int>) {
            let piece = UnsafeBufferPointer(rebasing: bytes[range])
            var start = range.lowerBound
            func emit(_ list: UnsafeBufferPointer<(id: Int32, length: Int32)>) {
                for (id, length) in list {
                    body(Int(id), start..<start + Int(length))
                    start += Int(length)
                }
            }
            let hash = PieceCache.hash(piece)
            if cache.find(piece, hash, emit) { return }
            let made = model.encode(piece)
            cache.insert(piece, hash, made)
            made.withUnsafeBufferPointer(emit)
        }
        guard let preTokenizer else { return piece(0..<bytes.count) }
        preTokenizer.forEachPiece(of: bytes, 0..<bytes.count, piece)
    }
}
