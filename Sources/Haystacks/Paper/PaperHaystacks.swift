public import Artifacts
public import Foundation
import Storage

/// Needles and texts as the published detector reads them: `needles.jsonl`, whose row i is hidden in
/// the texts of the folder `part<i>`, counted from 1.
public struct PaperHaystacks: Sendable, Equatable {
    /// The rows of `needles.jsonl`.
    public let needles: [Needle]
    /// One a needle: what the text files of its folder hold, joined.
    public let texts: [String]

    /// Reads a folder of `needles.jsonl` and `part1`, `part2`, ….
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

    /// SHA-256 of the texts, for the record of a run.
    public var fingerprint: String {
        Fingerprint.of(texts.joined(separator: "\u{0}"))
    }
}

/// The numbers of the published procedure.
public enum PaperGrid {
    /// numpy's `round(linspace(start, end, count))`: halves go to the even neighbour.
    ///
    ///     PaperGrid.rounded(0, 5000, 20)   // 0, 263, 526, 789, 1053, ..., 5000
    static func rounded(_ start: Int, _ end: Int, _ count: Int) -> [Int] {
        // numpy multiplies by the step and sets the last value; the order decides halves.
        let step = Double(end - start) / Double(max(count - 1, 1))
        return (0..<count).map { index in
            let value =
                index == count - 1 && count > 1
                ? Double(end) : Double(index) * step + Double(start)
            return Int(value.rounded(.toNearestOrEven))
        }
    }

    /// 20 lengths from `start` to `end`.
    public static func lengths(from start: Int, to end: Int) -> [Int] { rounded(start, end, 20) }

    /// 0, 11, 22, 33, 44, 56, 67, 78, 89, 100.
    public static let depths = rounded(0, 100, 10).map(Double.init)
}
