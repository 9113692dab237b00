public import Artifacts
public import Foundation
public import Storage

/// The pairs of a training, and what belongs to them row by row.
///
///     file -> rows -> tokens -> within the limits -> with the scores of the reference
public struct PairDataset: Sendable, Equatable {
    /// The file that the pairs are from; the scores of the reference are kept beside it.
    public let file: URL
    /// The pairs that the limits leave.
    public private(set) var pairs: [TokenizedPair]
    /// Scores of the answers under the reference, one row a pair; empty until they are there.
    public package(set) var references: [ReferenceScores] = []
    /// What the limits took from the file.
    public let truncation: TruncationReport
    /// Of rows of the file.
    public let problems: RowProblems
    /// Line of each pair in the file, from 1; empty for pairs that were not read from it.
    package private(set) var lines: [Int] = []

    /// Tokenizes and limits the rows of a file; one that the chat template cannot write, or with weights
    /// that do not fit its answer, is refused by itself.
    ///
    /// - Parameters:
    ///   - contextLength: most tokens that the model can take.
    ///   - isStrict: whether one refused row is enough to refuse the file.
    /// - Throws: `DataError` when no pair is left.
    public init(
        _ rows: PreferencePair.Rows, tokens: PreferenceTokens, options: PreferenceOptions,
        contextLength: Int, isStrict: Bool = false
    ) throws {
        var problems = rows.problems
        var whole: [TokenizedPair] = []
        var lines: [Int] = []
        for row in rows.rows {
            do {
                whole.append(try tokens.tokens(row.pair))
                lines.append(row.line)
            } catch let error as DataError {
                problems.refuse(row.line, error.description)
            }
        }
        try problems.check(rows.file.path, good: whole.count, isStrict: isStrict)
        try self.init(
            whole, lines: lines, problems: problems, file: rows.file, options: options,
            contextLength: contextLength)
    }

    /// Limits pairs that are token ids already.
    package init(
        _ whole: [TokenizedPair], lines: [Int] = [], problems: RowProblems = RowProblems(),
        file: URL, options: PreferenceOptions, contextLength: Int
    ) throws {
        self.file = file
        self.problems = problems
        let limits = Truncation(options, contextLength: contextLength)
        var truncation = TruncationReport(mode: options.tokens.mode, limits: limits)
        pairs = []
        for (index, pair) in whole.enumerated() {
            let cut = limits.cut(pair)
            guard truncation.count(pair, cut: cut) else { continue }
            pairs.append(cut)
            if !lines.isEmpty { self.lines.append(lines[index]) }
        }
        self.truncation = truncation
        guard !pairs.isEmpty else {
            throw DataError(
                "no pair is left: of every one, an answer has no token within \(limits.maxLength) tokens."
            )
        }
    }

    /// Pairs that the limits leave.
    public var count: Int { pairs.count }

    /// The pairs at `indices`, in that order; what is said of the whole file stays.
    package subscript(indices: [Int]) -> PairDataset {
        var part = self
        part.pairs = indices.map { pairs[$0] }
        if !references.isEmpty { part.references = indices.map { references[$0] } }
        if !lines.isEmpty { part.lines = indices.map { lines[$0] } }
        return part
    }
}

/// A pair as token ids.
///
/// `chosen` and `rejected` are the answers with their end of turn. Each side has its own prompt,
/// because TRL's `keep_end` leaves a longer tail of the prompt before the shorter answer.
public struct TokenizedPair: Codable, Sendable, Equatable {
    /// The preferred answer after its prompt.
    public var chosen: Side
    /// The other answer after its prompt, which may be cut elsewhere.
    public var rejected: Side

    /// One of the two sequences: `prompt` is given, `completion` is what the loss is about.
    public struct Side: Codable, Sendable, Equatable {
        /// Token ids of the prompt with the opening of the answer; the loss is not about them.
        public var prompt: [Int]
        /// Token ids of the answer with its end of turn.
        public var completion: [Int]
        /// Weight of each token of the answer, 0 or more; nil is 1 for each.
        public var weights: [Double]?

        /// A side of these ids; weights are not checked against them.
        public init(prompt: [Int], completion: [Int], weights: [Double]? = nil) {
            self.prompt = prompt
            self.completion = completion
            self.weights = weights
        }

        /// Prompt and answer as one sequence.
        public var tokens: [Int] { prompt + completion }
        /// Tokens of prompt and answer.
        public var count: Int { prompt.count + completion.count }

        /// Tokens that have one before them and so a probability: without a prompt, the first
        /// token of the answer has none.
        public var scored: Int { prompt.isEmpty ? max(0, completion.count - 1) : completion.count }

        /// The weights of the scored tokens.
        var scoredWeights: [Double]? { weights.map { Array($0.suffix(scored)) } }

        /// Whether a loss can be about this side: some token is scored, and counts.
        var counts: Bool { scored > 0 && scoredWeights?.contains { $0 > 0 } ?? true }

        /// The side without tokens at an end of its answer.
        mutating func cutAnswer(first: Int = 0, last: Int = 0) {
            completion = Array(completion.dropFirst(first).dropLast(last))
            weights = weights.map { Array($0.dropFirst(first).dropLast(last)) }
        }
    }

    /// Whether tokens of an answer have weights of their own.
    var isWeighted: Bool { chosen.weights != nil || rejected.weights != nil }

    /// Two sides, each with a prompt of its own.
    public init(chosen: Side, rejected: Side) {
        self.chosen = chosen
        self.rejected = rejected
    }

    /// Two answers to one prompt, without weights.
    public init(prompt: [Int], chosen: [Int], rejected: [Int]) {
        self.init(
            chosen: Side(prompt: prompt, completion: chosen),
            rejected: Side(prompt: prompt, completion: rejected))
    }

    /// Tokens of the longer side.
    public var length: Int { max(chosen.count, rejected.count) }
}
