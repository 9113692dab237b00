/// What training sees of one pair: every token with what becomes of it. Needs no weights.
///
/// ```swift
/// let preview = try PairPreview(
///     number: 1, of: file, text: text, options: options, positions: configuration.contextLength)
/// preview.chosen.tokens.filter { $0.fate == .scored }
/// ```
public struct PairPreview: Encodable, Sendable, Equatable {
    public enum Fate: String, Encodable, Sendable, CaseIterable {
        /// The model reads it; the loss is not about it.
        case given
        /// The loss is about its log-probability.
        case scored
        /// Beyond the limits: the model does not see it.
        case cut
    }

    public struct Token: Encodable, Sendable, Equatable {
        public var id: Int
        /// As the vocabulary spells it; `Ġ` is a space and `Ċ` a line break.
        public var text: String
        public var isAnswer: Bool
        public var fate: Fate
        /// Its weight in the file; nil is 1.
        public var weight: Double?
    }

    public struct Side: Encodable, Sendable, Equatable {
        public var tokens: [Token]

        public func count(_ fate: Fate, answer: Bool? = nil) -> Int {
            tokens.count { $0.fate == fate && (answer == nil || $0.isAnswer == answer) }
        }

        public var prompt: [Token] { tokens.filter { !$0.isAnswer } }
        public var answer: [Token] { tokens.filter(\.isAnswer) }
    }

    public var chosen: Side
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
        // The limits cut places in place of ids, so that each token is known by what is left.
        let prompt = whole.prompt.indices
        let places = TokenizedPair.Side(
            prompt: Array(prompt),
            completion: (0..<whole.completion.count).map { $0 + prompt.count })
        let cut = limits.cut(places)
        let given = Set(cut.tokens)
        let scored = Set(cut.completion.suffix(cut.scored))
        let tokens = whole.tokens.enumerated().map { place, id in
            let answer = place - prompt.count
            return Token(
                id: id, text: text(id), isAnswer: answer >= 0,
                fate: scored.contains(place) ? .scored : given.contains(place) ? .given : .cut,
                weight: answer >= 0 ? whole.weights?[answer] : nil)
        }
        return Side(tokens: tokens)
    }
}
