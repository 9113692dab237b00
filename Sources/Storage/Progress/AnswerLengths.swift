import Foundation

/// The lengths of answers, learned while they are written.
///
/// Answers that have ended are the short ones at first, so their mean would promise too much. What is counted is,
/// for each range of lengths, how often an answer ended in it and how many tokens were written in
/// it, by answers under way too (the estimate of Kaplan and Meier, in ranges).
struct AnswerLengths {
    /// Of the ranges: 0, 4, 6, 9, 13, 19, … Each is half as long again.
    private static let edges: [Double] = {
        var edges = [0.0, 4]
        while edges[edges.count - 1] < 2e7 {
            edges.append((edges[edges.count - 1] * 1.5).rounded(.down))
        }
        return edges
    }()

    private var ends = [Double](repeating: 0, count: edges.count)
    private var tokens = [Double](repeating: 0, count: edges.count)
    /// Tokens of an answer where nothing is known.
    private let usual: Double

    /// - Parameter limit: tokens of an answer at most.
    init(limit: Int) { usual = min(256, max(1, Double(limit) / 2)) }

    /// - Parameter isCut: whether it met its limit, and would have gone on.
    mutating func ended(at length: Int, isCut: Bool) {
        pass(length)
        if !isCut { ends[Self.range(Double(length))] += 1 }
    }

    /// An answer has so many tokens and goes on.
    mutating func pass(_ length: Int) {
        for (index, start) in Self.edges.enumerated() {
            guard Double(length) > start else { return }
            let end = index + 1 < Self.edges.count ? Self.edges[index + 1] : .infinity
            tokens[index] += min(Double(length), end) - start
        }
    }

    private static func range(_ length: Double) -> Int {
        (edges.firstIndex { $0 > length } ?? edges.count) - 1
    }

    /// The chance of each range that an answer ends with the next token.
    var hazards: [Double] {
        let mean =
            (tokens.reduce(0, +) + Self.trust * usual) / (ends.reduce(0, +) + Self.trust)
        return Self.edges.indices.map { index in
            // Where little was seen: as everywhere, but those that are long already go on for longer.
            let prior = 1 / max(mean, 0.5 * Self.edges[index], 1)
            return (ends[index] + 1) / (tokens[index] + 1 / prior)
        }
    }

    /// Answers that the usual length counts for.
    private static let trust = 4.0

    /// The whole length of an answer that has `age` tokens.
    ///
    /// - Parameters:
    ///   - share: of such answers that become longer, 0 to 1: 0.5 for the median.
    static func length(
        _ hazards: [Double], after age: Int, share: Double, limit: Int
    ) -> Int {
        var left = -log(max(share, 1e-9))
        var place = Double(age)
        var index = range(place)
        while place < Double(limit) {
            let end = index + 1 < edges.count ? edges[index + 1] : .infinity
            let step = left / hazards[index]
            if place + step < end {
                place += step
                break
            }
            left -= (end - place) * hazards[index]
            (place, index) = (end, index + 1)
        }
        return min(max(limit, age + 1), max(age + 1, Int(place.rounded(.up))))
    }
}
