public import Foundation
public import Numbers
import Storage

/// Background text that needles are hidden in: a list of sentences that starts over when it ends.
public struct Filler: Sendable, Equatable {
    /// At least one.
    public let sentences: [Sentence]

    /// - Throws: `UsageError` when the text has no sentence; `source` names it in the message.
    public init(text: String, source: String = "the filler text") throws {
        let sentences = SentenceSplitter.split(text)
        guard !sentences.isEmpty else {
            throw UsageError("\(source) is empty: filler needs at least one sentence.")
        }
        self.sentences = sentences
    }

    /// - Parameter next: makes one sentence; called `count` times with one stream, so that equal
    ///   seeds give equal filler.
    public init(
        count: Int, seed: UInt64, generating next: (inout SeededGenerator) -> String
    ) throws {
        var stream = SeededGenerator(seed: seed)
        let made = (0..<count).map { _ in next(&stream) }
        try self.init(text: made.joined(separator: " "), source: "generated filler")
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
                .filter { ["txt", "md"].contains($0.pathExtension.lowercased()) }
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
