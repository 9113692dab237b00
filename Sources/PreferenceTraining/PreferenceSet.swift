import Artifacts

/// The pairs that are trained on, with what the limits took from them.
public struct PreferenceSet: Sendable, Equatable {
    public var pairs: [TokenizedPair]
    public var truncation: TruncationReport

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

    /// Limits pairs that are token ids already.
    package init(
        _ whole: [TokenizedPair], options: PreferenceOptions, positions: Int
    ) throws {
        let limits = Truncation(options, positions: positions)
        truncation = TruncationReport(mode: options.mode, limits: limits)
        pairs = []
        for pair in whole {
            let cut = limits.cut(pair)
            if truncation.count(pair, cut: cut) { pairs.append(cut) }
        }
        guard !pairs.isEmpty else {
            throw DataError(
                "no pair is left: of every one, an answer has no token within \(limits.maxLength) tokens."
            )
        }
    }
}
