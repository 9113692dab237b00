import DecoderModels
import HeadAnalysis
import Numbers

/// Random tokens said again and again: shows induction and echo heads without language.
///
///     17 4 92 8 | 17 4 92 8 | 17 4 92 8 | 17 4 92 8        period 4, four times
///                                 query at the last 4: echo looks at the 4 before it,
///                                 induction at the 92 that followed it
///
/// - Echo: mean weight of the queries of the last round on the same token one round before.
/// - Induction: mean weight on the token after that one, which is what comes next.
/// - Both range 0 to 1.
/// - Meaning: induction heads continue what was said before; retrieval heads are among them or built
///   on them. RazorAttention protects heads of both kinds when it shrinks caches.
/// - Misleads: it tests copying by match alone. A head that needs a question to know what to copy
///   scores 0, and a model that has learned short repetitions only scores low at long periods.
/// - Source: Olsson et al., "In-context Learning and Induction Heads" (2022); Tang et al.,
///   "RazorAttention" (ICLR 2025), which repeats random tokens four times.
///
/// Worked example. Period 2, eight tokens `a b a b a b a b`; the queries are at 6 and 7. A head with
/// weights 0.7 and 0.9 on positions 5 and 6 has induction (0.7 + 0.9) / 2 = 0.8.
package struct RepeatedTokens: Sendable, Equatable {
    /// Rounds of the same tokens, as RazorAttention has them.
    package static let rounds = 4

    /// The shortest length: a round of one token repeats nothing but itself.
    static let fewest = 2 * rounds

    /// The random tokens of a round.
    package var round: [Int]

    package init(round: [Int]) { self.round = round }

    /// - Parameters:
    ///   - length: tokens of all rounds, about.
    ///   - vocabulary: different tokens to draw from, at least a fourth of `length`.
    package init(length: Int, from vocabulary: [Int], seed: UInt64) {
        var stream = SeededGenerator.derive(seed, UInt64(length))
        let period = max(2, length / Self.rounds)
        var tokens = vocabulary
        stream.shuffle(&tokens)
        round = Array(tokens.prefix(period))
    }

    /// All rounds, one after the other.
    package var tokens: [Int] { (0..<Self.rounds).flatMap { _ in round } }

    /// Attention queries of the last round for one kind, in stretches, so that attention matrices
    /// stay small.
    func queries(_ kind: DetectorKind, stretch: Int = 64) -> [AttentionQuery] {
        let (all, period) = (tokens, round.count)
        let shift = kind == .induction ? 1 : 0
        return stride(from: all.count - period, to: all.count, by: stretch).map { start in
            let queries = start..<min(start + stretch, all.count)
            return AttentionQuery(
                tokens: Array(all[..<queries.upperBound]), queries: queries,
                targets: queries.map { $0 - period + shift..<$0 - period + shift + 1 })
        }
    }

    /// Scores of all heads, layer-major.
    func scores(_ attention: [AttentionSummary]) -> [Double] {
        let mass = attention.flatMap(\.mass)
        return AttentionMassDetector.mean(AttentionSummary(argmax: [], mass: mass))
    }
}
