public import Foundation
public import Numbers
import Storage

/// Background text that needles are hidden in: a list of sentences that starts over when it ends.
public struct Filler: Sendable, Equatable {
    /// The sentences in order, at least one.
    public let sentences: [Sentence]

    /// The sentences of a text.
    /// - Throws: `UsageError` when the text has no sentence; `source` names it in the message.
    public init(text: String, source: String = "the filler text") throws {
        let sentences = SentenceSplitter.split(text)
        guard !sentences.isEmpty else {
            throw UsageError("\(source) is empty: filler needs at least one sentence.")
        }
        self.sentences = sentences
    }

    /// Generated sentences.
    ///
    /// - Parameter next: makes one sentence; called `count` times with one stream, so that equal
    ///   seeds give equal filler.
    /// - Throws: `UsageError` when there is none.
    public init(
        count: Int, seed: UInt64, generating next: (inout SeededGenerator) -> String
    ) throws {
        var stream = SeededGenerator(seed: seed)
        let made = (0..<count).map { _ in next(&stream) }
        try self.init(text: made.joined(separator: " "), source: "generated filler")
    }

    /// Whether a file of a folder is text to take filler from.
    package static func isPart(_ name: String) -> Bool {
        ["txt", "md"].contains((name as NSString).pathExtension.lowercased())
    }

    /// Reads a text file, or every `.txt` and `.md` file of a folder in the order of their names.
    ///
    /// - Throws: `UsageError` when there is none, when they hold no text or are not UTF-8.
    public init(contentsOf url: URL) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw UsageError(
                "\(url.path) does not exist; expected a text file or a folder of them.")
        }
        var sources = [url]
        if isFolder.boolValue {
            sources = try files.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
                .filter { Self.isPart($0.lastPathComponent) }
                .sorted { $0.lastPathComponent < $1.lastPathComponent }
        }
        guard !sources.isEmpty else {
            throw UsageError("\(url.path) has no .txt or .md file to take filler from.")
        }
        let texts = try sources.map { file in
            guard let text = String(data: try AtomicFile.read(file), encoding: .utf8) else {
                throw DataError("\(file.path) is not UTF-8 text.")
            }
            return text
        }
        try self.init(text: texts.joined(separator: "\n\n"), source: url.path)
    }

    /// Generated English prose, enough for books of about `tokens` tokens before it repeats.
    public static func builtIn(tokens: Int, seed: UInt64 = 0) throws -> Filler {
        try Filler(count: max(64, tokens / 8), seed: seed) { GeneratedProse.sentence(&$0) }
    }

    /// Tokens of its beginning, at most 512: the plain text of likelihoods and of the mean outputs
    /// of heads.
    public func opening(
        contextLength: Int, encode: (String) throws -> [Int]
    ) rethrows -> [Int] {
        let prose = sentences.prefix(64).map(\.text).joined(separator: " ")
        return Array(try encode(prose).prefix(min(512, contextLength)))
    }

    /// SHA-256 of the sentences, for the record of a run.
    public var fingerprint: String {
        Fingerprint.of(sentences.map { $0.separator + $0.text }.joined())
    }
}

/// A sentence and the white space that separates it from the one before.
public struct Sentence: Sendable, Equatable {
    /// White space before the sentence: `" "` or a paragraph break. Empty at the start of a text.
    public var separator: String
    /// The sentence, without white space around it.
    public var text: String

    /// A sentence behind a separator.
    public init(_ text: String, separator: String = " ") {
        self.separator = separator
        self.text = text
    }
}

/// Cuts a text into sentences without losing a character of it.
///
/// A sentence ends after `.`, `!` or `?` (closing quotes and brackets included) before white space,
/// after the full stops of Chinese and Japanese, and at a blank line. The rule knows no
/// abbreviations: an early cut ("Mr. | Green") only offers one more place for a needle.
package enum SentenceSplitter {
    /// The sentences of a text, which joined with their separators are the text.
    package static func split(_ text: String) -> [Sentence] {
        var sentences: [Sentence] = []
        var separator = ""
        var body = ""
        // White space met inside a sentence; becomes the separator if the sentence ended before it.
        var space = ""
        var ended = false
        func finish() {
            sentences.append(Sentence(body, separator: separator))
            separator = space
            body = ""
            space = ""
            ended = false
        }
        for character in text {
            if character.isWhitespace {
                space.append(character)
                continue
            }
            if body.isEmpty {
                separator += space
                space = ""
            } else if (ended && (!space.isEmpty || wideStops.contains(body.last ?? " ")))
                || space.filter(\.isNewline).count > 1
            {
                if space.isEmpty, closers.contains(character) {
                    body.append(character)
                    continue
                }
                finish()
            } else {
                body += space
                space = ""
            }
            body.append(character)
            if stops.contains(character) || wideStops.contains(character) {
                ended = true
            } else if !closers.contains(character) {
                ended = false
            }
        }
        if !body.isEmpty { finish() }
        return sentences
    }

    static let stops: Set<Character> = [".", "!", "?", "…"]
    static let wideStops: Set<Character> = ["。", "！", "？"]
    static let closers: Set<Character> = ["\"", "'", "”", "’", ")", "]", "»", "」", "』"]
}
