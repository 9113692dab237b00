public import Artifacts
import Foundation
import Storage

/// Decides which pairs of answers are worth training on.
///
/// Always dropped: empty answers and identical ones, as in the published pipeline. That pipeline
/// keeps truncated and circular answers; so does this filter unless told otherwise.
public struct PairFilter: Codable, Sendable, Equatable {
    /// Drop a pair when either answer met the token limit.
    public var dropsTruncated: Bool
    /// Drop a pair when the repeated share of either answer exceeds this (0 to 1); nil is off.
    public var maximumRepetition: Double?

    /// The published filter, unless told otherwise: empty and identical answers only.
    public init(dropsTruncated: Bool = false, maximumRepetition: Double? = nil) {
        self.dropsTruncated = dropsTruncated
        self.maximumRepetition = maximumRepetition
    }

    /// The first reason that applies, in the order of `DropReason`; nil when the pair is kept.
    public func reason(chosen: Completion, rejected: Completion) -> DropReason? {
        if Self.isEmpty(chosen.text) { return .emptyChosen }
        if Self.isEmpty(rejected.text) { return .emptyRejected }
        if chosen.text.isExactly(rejected.text) { return .identical }
        if dropsTruncated, [chosen, rejected].contains(where: { $0.finishReason == "length" }) {
            return .truncated
        }
        if let limit = maximumRepetition,
            max(Repetition.share(of: chosen.text), Repetition.share(of: rejected.text)) > limit
        {
            return .repetition
        }
        return nil
    }

    static func isEmpty(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}

/// The repeated share of a text.
public enum Repetition {
    /// The share of four-word sequences that occurred earlier in the text: 0 for text without
    /// repeats, near 1 for one that runs in circles. Texts under eight words score 0, for one
    /// repeat means nothing there.
    ///
    /// `the cat sat down the cat sat down` has 5 sequences, 4 distinct: 0.2.
    public static func share(of text: String) -> Double {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 8 else { return 0 }
        let starts = 0...(words.count - 4)
        let distinct = Set(starts.map { words[$0..<$0 + 4].map { ExactText($0) } })
        return 1 - Double(distinct.count) / Double(starts.count)
    }
}

extension AnswerFlags {
    init(chosen: Completion, rejected: Completion) {
        self.init(
            identical: chosen.text.isExactly(rejected.text),
            chosenLength: chosen.finishReason == "length",
            rejectedLength: rejected.finishReason == "length",
            chosenRepetition: Repetition.share(of: chosen.text),
            rejectedRepetition: Repetition.share(of: rejected.text))
    }
}
