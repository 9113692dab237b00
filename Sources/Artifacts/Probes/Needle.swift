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

/// The tokens of a prompt that cover a range of its text.
package enum NeedleSpan {
    /// The smallest range of tokens that covers the scalars `range`, by the tokens' offsets.
    ///
    /// A token that holds the end of the stretch and something after it (`."` or `.\n\n`) belongs
    /// to it. Tokens without text of their own (added ones) never do. Nil when no token does.
    ///
    ///     text    "It is a red hat ."        range 6..<13 ("a red h")
    ///     tokens  It[0,2)  is[2,5)  a[5,7)  red[7,11)  hat[11,15)  .[15,17)
    ///     span    2..<5
    package static func tokens(covering range: Range<Int>, in pieces: [TokenPiece]) -> Range<Int>? {
        let inside = pieces.indices.filter { pieces[$0].range.overlaps(range) }
        guard let first = inside.first, let last = inside.last else { return nil }
        return first..<last + 1
    }
}
