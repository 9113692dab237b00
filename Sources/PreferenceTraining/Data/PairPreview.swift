import Artifacts
public import Foundation
import Storage
public import Tokenization

/// One pair as training sees it: every token with its role. Needs no weights.
///
/// ```swift
/// let preview = try PairPreview(
///     number: 1, of: file, text: text, options: options,
///     contextLength: configuration.contextLength)
/// preview.chosen.tokens.filter { $0.role == .scored }
/// ```
public struct PairPreview: Encodable, Sendable, Equatable {
    /// Values are the words of the preview and its JSON.
    public enum TokenRole: String, Encodable, Sendable, CaseIterable {
        /// The model reads it; the loss is not about it.
        case context = "given"
        /// The loss is about its log-probability.
        case scored
        /// Beyond the limits: the model does not see it.
        case truncated = "cut"
    }

    /// A token of the pair as it is before the limits.
    public struct Token: Encodable, Sendable, Equatable {
        /// The id in the vocabulary.
        public var id: Int
        /// As the vocabulary spells it; `Ġ` is a space and `Ċ` a line break.
        public var text: String
        /// Whether it is of the answer, its end of turn included, and not of the prompt.
        public var isAnswer: Bool
        /// Its role within the limits.
        public var role: TokenRole
        /// Its weight in the file; nil is 1.
        public var weight: Double?

        enum CodingKeys: String, CodingKey {
            case id, text, isAnswer, weight
            case role = "fate"
        }
    }

    /// One of the two sequences, prompt and answer.
    public struct Side: Encodable, Sendable, Equatable {
        /// All tokens, those that are cut included.
        public var tokens: [Token]

        /// The number of tokens with a role.
        ///
        /// - Parameter answer: counts the answer's tokens only, or the prompt's only; nil counts both.
        public func count(_ role: TokenRole, answer: Bool? = nil) -> Int {
            tokens.count { $0.role == role && (answer == nil || $0.isAnswer == answer) }
        }

        /// Tokens of the prompt, with the opening of the answer.
        public var prompt: [Token] { tokens.filter { !$0.isAnswer } }
        /// Tokens of the answer, with its end of turn.
        public var answer: [Token] { tokens.filter(\.isAnswer) }
    }

    /// The sequence of the preferred answer.
    public var chosen: Side
    /// The sequence of the other answer.
    public var rejected: Side
    /// Why weights of the file are not shown: they do not fit the answer.
    public var problem: String?

    /// - Parameters:
    ///   - pair: before any limit.
    ///   - text: how the vocabulary spells an id.
    package init(_ pair: TokenizedPair, limits: Truncation, text: (Int) -> String) {
        chosen = Self.side(pair.chosen, limits, text)
        rejected = Self.side(pair.rejected, limits, text)
    }

    private static func side(
        _ whole: TokenizedPair.Side, _ limits: Truncation, _ text: (Int) -> String
    ) -> Side {
        // The limits cut indices in place of ids, so that each token is known by what is left.
        let prompt = whole.prompt.indices
        let indices = TokenizedPair.Side(
            prompt: Array(prompt),
            completion: (0..<whole.completion.count).map { $0 + prompt.count })
        let cut = limits.cut(indices)
        let context = Set(cut.tokens)
        let scored = Set(cut.completion.suffix(cut.scored))
        let tokens = whole.tokens.enumerated().map { index, id in
            let answer = index - prompt.count
            return Token(
                id: id, text: text(id), isAnswer: answer >= 0,
                role: scored.contains(index)
                    ? .scored : context.contains(index) ? .context : .truncated,
                weight: answer >= 0 ? whole.weights?[answer] : nil)
        }
        return Side(tokens: tokens)
    }
}

extension PairPreview {
    /// One pair of a file as training with `options` would see it.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - contextLength: most tokens that the model can take.
    /// - Throws: `UsageError` when there is no such pair, and all that reading and tokenizing throw.
    public init(
        number: Int, of file: URL, text: ChatTokenizer, options: PreferenceOptions,
        contextLength: Int
    ) throws {
        try options.validate()
        let rows = try PreferencePair.rows(of: file).rows
        guard rows.indices.contains(number - 1) else {
            throw UsageError(
                "there is no pair \(number); \(file.path) has pairs 1 to \(rows.count).")
        }
        let tokens = try PreferenceTokens(text, mode: options.tokens.mode)
        // Without its weights when they do not fit, so that the preview can show how many it takes.
        let line = rows[number - 1].line
        var pair = rows[number - 1].pair
        var problem: String?
        let whole: TokenizedPair
        do { whole = try tokens.tokens(pair) } catch let error as DataError {
            (pair.chosenWeights, pair.rejectedWeights) = (nil, nil)
            problem = error.description
            do { whole = try tokens.tokens(pair) } catch let error as DataError {
                throw DataError("\(file.path):\(line): \(error.description)")
            }
        }
        self.init(whole, limits: Truncation(options, contextLength: contextLength)) {
            text.tokenizer.token($0) ?? "\($0)"
        }
        self.problem = problem
    }
}
