public import Foundation
import Storage

/// A sentence to hide in a text, the question that asks for it, and the words that answer it.
///
/// One line of a needle file:
/// `{"needle": "The spare key lies under the blue pot.", "question": "Where is the spare key?",
/// "answer": "under the blue pot"}`. The published files write `real_needle` for `answer`; both
/// are read.
public struct Needle: Codable, Sendable, Equatable, Hashable {
    /// The sentence inserted in the text.
    public var needle: String
    /// The question to the model.
    public var question: String
    /// The part of the needle that answers the question. Its tokens are the span that heads earn
    /// credit for copying, and its words decide whether a response counts as a success.
    public var answer: String

    /// A needle of these texts, which are not checked.
    public init(needle: String, question: String, answer: String) {
        self.needle = needle
        self.question = question
        self.answer = answer
    }

    enum CodingKeys: String, CodingKey {
        case needle, question, answer
        case realNeedle = "real_needle"
    }

    /// Reads a row of a needle file.
    /// - Throws: `DataError` for an empty text.
    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        needle = try row.decode(String.self, forKey: .needle)
        question = try row.decode(String.self, forKey: .question)
        answer =
            try row.decodeIfPresent(String.self, forKey: .answer)
            ?? row.decodeIfPresent(String.self, forKey: .realNeedle)
            ?? row.decode(String.self, forKey: .answer)
        for (name, text) in [("needle", needle), ("question", question), ("answer", answer)]
        where text.allSatisfy(\.isWhitespace) {
            throw DataError("\(name) is empty.")
        }
    }

    /// Writes `needle`, `question` and `answer`.
    public func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(needle, forKey: .needle)
        try row.encode(question, forKey: .question)
        try row.encode(answer, forKey: .answer)
    }

    /// The range of the answer in the needle, in Unicode scalars.
    ///
    /// Literally, else ignoring case, else (an answer in other words) the whole needle.
    public var answerRange: Range<Int> {
        let found =
            needle.exactRange(of: answer)
            ?? needle.range(of: answer, options: [.literal, .caseInsensitive])
        guard let found, !answer.isEmpty else { return 0..<needle.unicodeScalars.count }
        let start = needle.unicodeScalars.distance(
            from: needle.startIndex, to: found.lowerBound)
        let length = needle.unicodeScalars.distance(from: found.lowerBound, to: found.upperBound)
        return start..<start + length
    }

    /// Reads a JSONL file of needles; blank lines are skipped.
    ///
    /// - Throws: `UsageError` when there is no such file, `DataError` naming the line that is not a
    ///   needle or has an empty text, or saying that there is none.
    public static func read(_ url: URL) throws -> [Needle] {
        let needles = try JSONLines.read(Needle.self, from: url)
        guard !needles.isEmpty else { throw DataError("\(url.path) has no needles.") }
        return needles
    }
}
