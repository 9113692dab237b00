public import Artifacts
public import Foundation

/// Needles and texts as the published detector reads them: `needles.jsonl`, whose row i is hidden in
/// the texts of the folder `part<i>`, counted from 1.
public struct PaperHaystacks: Sendable, Equatable {
    public let needles: [Needle]
    /// One a needle: what the text files of its folder hold, joined.
    public let texts: [String]

    /// - Throws: `UsageError` when a file or folder is missing, `DataError` for a text that is
    ///   empty or not UTF-8.
    public init(folder: URL) throws {
        needles = try Needle.read(folder.appendingPathComponent("needles.jsonl"))
        texts = try needles.indices.map { index in
            try Self.text(folder.appendingPathComponent("part\(index + 1)"))
        }
    }

    private static func text(_ folder: URL) throws -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let names = files.filter { $0.hasSuffix(".txt") }.sorted()
        guard !names.isEmpty else {
            throw UsageError(
                "\(folder.path) has no .txt file; --mode paper wants a folder with needles.jsonl and a folder part1, part2, … of texts for each of its needles."
            )
        }
        let parts = try names.map { name in
            let url = folder.appendingPathComponent(name)
            guard let text = String(data: try AtomicFile.read(url), encoding: .utf8) else {
                throw DataError("\(url.path) is not UTF-8 text.")
            }
            // Python's text mode makes every line end a newline.
            // exact: nothing joins with an end of line
            return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        }
        let text = parts.joined()
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw DataError("\(folder.path) holds no words.")
        }
        return text
    }

    /// The text of a needle, repeated until it has `words` words.
    func context(_ needle: Int, words: Int) -> String {
        let text = texts[needle]
        var context = ""
        var count = 0
        while count < words {
            context += text
            count = Self.words(context)
        }
        return context
    }

    /// Words as Python's `split()` counts them.
    static func words(_ text: String) -> Int {
        var (count, isInside) = (0, false)
        for scalar in text.unicodeScalars {
            let isSpace =
                scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
            if !isSpace, !isInside { count += 1 }
            isInside = !isSpace
        }
        return count
    }

    public var fingerprint: String {
        Fingerprint.of(texts.joined(separator: "\u{0}"))
    }
}
