public import Artifacts
import Foundation
import Storage

/// A choice of heads to ablate.
///
/// The random cases are controls: they draw as many heads as another selection has, so that an
/// effect can be told from the effect of silencing any heads.
public indirect enum HeadSelection: Sendable, Equatable {
    /// The highest scores.
    case top(Int)
    /// Every score at or above the threshold.
    case atLeast(Double)
    /// As many as `like`, drawn from the heads that `like` does not select.
    case randomOthers(like: HeadSelection, seed: UInt64)
    /// As many as `like`, drawn from all heads; may hit heads of `like`.
    case randomAny(like: HeadSelection, seed: UInt64)
    /// In every layer as many as `like`, drawn from the layer's heads that `like` does not select, and from the nearest
    /// layers where there are too few.
    case randomSameLayers(like: HeadSelection, seed: UInt64)
    /// As many as `like`, drawn from the heads that `like` does not select and that score below.
    case randomNonRetrieval(like: HeadSelection, below: Double, seed: UInt64)
    /// Every head that `of` does not select, layer-major.
    case complement(of: HeadSelection)

    /// The selected heads: highest score first, or in the order of the draw.
    ///
    /// - Throws: `UsageError` when the scores rest on no probe, when no score reaches the threshold
    ///   (naming the highest), or when there are not so many heads to choose from.
    public func heads(of scores: HeadScores) throws -> [HeadID] {
        switch self {
        case .top(let count): return try Self.top(count, of: scores)
        case .atLeast(let threshold): return try Self.atLeast(threshold, of: scores)
        case .randomOthers(let like, let seed):
            return try Self.draw(as: like, from: { _ in true }, of: scores, seed: seed)
        case .randomNonRetrieval(let like, let limit, let seed):
            return try Self.draw(
                as: like, from: { scores.score($0) < limit }, of: scores, seed: seed,
                where: " and below \(limit)")
        case .randomAny(let like, let seed):
            return try Self.draw(
                like.heads(of: scores).count, from: scores.allHeads, seed: seed, where: "in all")
        case .randomSameLayers(let like, let seed):
            return try Self.drawSameLayers(as: like, of: scores, seed: seed)
        case .complement(let selection):
            let chosen = Set(try selection.heads(of: scores))
            let others = scores.allHeads.filter { !chosen.contains($0) }
            guard !others.isEmpty else {
                throw UsageError("\(selection) selects all \(chosen.count) heads and leaves none.")
            }
            return others
        }
    }

    /// The selection as an artifact.
    ///
    /// - Parameter fingerprint: SHA-256 of the score file.
    public func mask(of scores: HeadScores, fingerprint: String? = nil) throws -> HeadMask {
        HeadMask(heads: try heads(of: scores), selection: description, scores: fingerprint)
    }

    static func top(_ count: Int, of scores: HeadScores) throws -> [HeadID] {
        try requireSamples(scores)
        let ranking = scores.ranking
        let positive = ranking.count { $0.score > 0 }
        guard count > 0 else {
            throw UsageError("top \(count) selects no head: ask for 1 to \(positive).")
        }
        guard count <= positive else {
            throw UsageError(
                "top \(count) is more than the \(positive) of \(ranking.count) heads that score above 0."
            )
        }
        return ranking.prefix(count).map(\.head)
    }

    static func atLeast(_ threshold: Double, of scores: HeadScores) throws -> [HeadID] {
        try requireSamples(scores)
        guard threshold > 0 else {
            throw UsageError(
                "threshold \(threshold) would select every head: give one above 0, such as 0.1.")
        }
        let ranking = scores.ranking
        let chosen = ranking.prefix { $0.score >= threshold }.map(\.head)
        if chosen.isEmpty, let best = ranking.first {
            throw UsageError(
                "no head scores at least \(threshold): the highest is \(String(format: "%.3f", best.score)) (head \(best.head))."
            )
        }
        return chosen
    }

    static func requireSamples(_ scores: HeadScores) throws {
        guard scores.samples > 0 else {
            throw UsageError(
                "the scores rest on no successful probe (of \(scores.attempts)), so heads cannot be ranked."
            )
        }
    }
}

extension HeadSelection: CustomStringConvertible {
    /// As it is written in `HeadMask.selection`.
    public var description: String {
        switch self {
        case .top(let count): "top \(count)"
        case .atLeast(let threshold): "at least \(threshold)"
        case .randomOthers(let like, let seed): "random outside (\(like)), seed \(seed)"
        case .randomAny(let like, let seed): "random as many as (\(like)), seed \(seed)"
        case .randomSameLayers(let like, let seed):
            "random in the layers of (\(like)), seed \(seed)"
        case .randomNonRetrieval(let like, let limit, let seed):
            "random outside (\(like)) and below \(limit), seed \(seed)"
        case .complement(let selection): "all but (\(selection))"
        }
    }
}
