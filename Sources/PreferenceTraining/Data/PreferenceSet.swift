package import Foundation
public import Storage

/// The pairs that are trained on, with what the limits took from them.
public struct PreferenceSet: Sendable, Equatable {
    public var pairs: [TokenizedPair]
    public var truncation: TruncationReport
    /// Of the file that the pairs are from.
    public var problems = RowProblems()
    /// Line of each pair in that file, from 1; empty for pairs that are from none.
    package private(set) var lines: [Int] = []

    /// Tokenizes and limits `conversations`.
    ///
    /// - Parameter positions: most tokens that the model can take.
    /// - Throws: `DataError` when no pair is left, or weights do not fit their answer.
    public init(
        _ conversations: [PairConversation], tokens: PreferenceTokens, options: PreferenceOptions,
        positions: Int
    ) throws {
        let whole = try conversations.enumerated().map { index, pair in
            do { return try tokens.tokens(pair) } catch let error as DataError {
                throw DataError("pair \(index + 1): \(error.description)")
            }
        }
        try self.init(whole, options: options, positions: positions)
    }

    /// Tokenizes and limits the rows of a file; one that the chat template cannot write is refused by
    /// itself.
    ///
    /// - Parameter isStrict: whether one refused row is enough to refuse the file.
    /// - Throws: `DataError` when no pair is left.
    public init(
        _ file: PairRows, tokens: PreferenceTokens, options: PreferenceOptions, positions: Int,
        isStrict: Bool = false
    ) throws {
        var problems = file.problems
        var whole: [TokenizedPair] = []
        var lines: [Int] = []
        for row in file.rows {
            do {
                whole.append(try tokens.tokens(row.pair))
                lines.append(row.line)
            } catch let error as DataError {
                problems.refuse(row.line, error.description)
            }
        }
        try problems.check(file.file.path, good: whole.count, isStrict: isStrict)
        try self.init(whole, lines: lines, options: options, positions: positions)
        self.problems = problems
    }

    /// Limits pairs that are token ids already.
    package init(
        _ whole: [TokenizedPair], lines: [Int] = [], options: PreferenceOptions, positions: Int
    ) throws {
        let limits = Truncation(options, positions: positions)
        truncation = TruncationReport(mode: options.tokens.mode, limits: limits)
        pairs = []
        for (index, pair) in whole.enumerated() {
            let cut = limits.cut(pair)
            guard truncation.count(pair, cut: cut) else { continue }
            pairs.append(cut)
            if !lines.isEmpty { self.lines.append(lines[index]) }
        }
        guard !pairs.isEmpty else {
            throw DataError(
                "no pair is left: of every one, an answer has no token within \(limits.maxLength) tokens."
            )
        }
    }
}

/// Pairs and the file that they were read from.
package struct PairSource {
    /// Scores of the reference are kept beside it.
    var file: URL
    var set: PreferenceSet

    package init(file: URL, set: PreferenceSet) {
        self.file = file
        self.set = set
    }
}
