import Foundation
public import Storage

/// Rankings of passages that a model writes as `3 > 1 > 2`.
public enum Ranking {
    /// The ids in a response, best first, without repeats.
    ///
    /// As HELMET reads them: brackets, colons and the letters `id` are taken out, then the longest
    /// run of numbers joined by `>` counts (by characters; the first of equals). Without any number
    /// the whole text is one id, which no passage has.
    public static func parse(_ response: String) -> [String] { weighted(response).map(\.id) }

    /// The same with HELMET's weight of each: the number of ids that stand from it to the end, repeats included.
    ///
    ///     Ranking.weighted("3 > 1 > 3 > 2")     // ("3", 4), ("1", 3), ("2", 1)
    public static func weighted(_ response: String) -> [(id: String, weight: Int)] {
        let bare = response.unicodeScalars.filter { !["[", "]", ":"].contains($0) }
        let text = AnswerText.lower(String(String.UnicodeScalarView(bare)))
            .replacingExactly("id", with: "")
        var best: (length: Int, ids: [String]) = (0, [])
        var scan = Scan(Array(text.unicodeScalars))
        while let run = scan.nextRun() {
            if run.length > best.length { best = run }
        }
        let ids = best.length > 0 ? best.ids : [text.trimmingCharacters(in: .whitespaces)]
        var seen: Set<ExactText> = []
        return ids.enumerated().compactMap { place, id in
            seen.insert(ExactText(id)).inserted ? (id, ids.count - place) : nil
        }
    }

    /// Normalised discounted cumulative gain of the first `depth` ids, 0...1 (Järvelin and Kekäläinen 2002):
    /// DCG = Σ gain / log2(rank + 1), divided by that of the best possible order.
    ///
    /// Gains 2, 1, 0 for a, b, c and the ranking b a: (1 / 1 + 2 / 1.585) / (2 / 1 + 1 / 1.585) =
    /// 0.860. Unknown ids take up a rank; passages not named gain nothing.
    public static func gain(_ ranking: [String], relevance: [ExactText: Int], depth: Int = 10)
        -> Double
    {
        func discounted(_ gains: [Int]) -> Double {
            gains.prefix(depth).enumerated().reduce(0) {
                $0 + Double($1.element) / log2(Double($1.offset + 2))
            }
        }
        let ideal = discounted(relevance.values.filter { $0 > 0 }.sorted(by: >))
        return ideal == 0
            ? 0 : discounted(ranking.map { max(0, relevance[ExactText($0)] ?? 0) }) / ideal
    }

    /// Finds maximal runs `digits (space* > space* digits)*`.
    struct Scan {
        let text: [Unicode.Scalar]
        var place = 0
        init(_ text: [Unicode.Scalar]) { self.text = text }

        mutating func nextRun() -> (length: Int, ids: [String])? {
            while place < text.count, !isDigit(place) { place += 1 }
            guard place < text.count else { return nil }
            let start = place
            var ids = [number()]
            while let digits = afterArrow(place) {
                place = digits
                ids.append(number())
            }
            return (place - start, ids)
        }

        mutating func number() -> String {
            var digits = String.UnicodeScalarView()
            while place < text.count, isDigit(place) {
                digits.append(text[place])
                place += 1
            }
            return String(digits)
        }

        /// The start of the next number of the ranking, when an arrow and a number follow.
        func afterArrow(_ from: Int) -> Int? {
            var next = skipSpace(from)
            guard next < text.count, text[next] == ">" else { return nil }
            next = skipSpace(next + 1)
            return next < text.count && isDigit(next) ? next : nil
        }

        func skipSpace(_ from: Int) -> Int {
            var next = from
            while next < text.count, text[next].isPythonSpace { next += 1 }
            return next
        }

        /// Of any script, as `\d` of Python is.
        func isDigit(_ index: Int) -> Bool {
            text[index].properties.generalCategory == .decimalNumber
        }
    }
}

/// Citations by id in square brackets: `[3]`, `[3][5]`, `[3, 5]`.
///
/// This is the form without an entailment model: a citation is right when its id belongs to a
/// passage that holds the answer.
public enum Citation {
    /// Distinct ids in a response, in order of appearance.
    public static func parse(_ response: String) -> [String] {
        var seen: Set<ExactText> = []
        return response.unicodeScalars
            .split(separator: "[", omittingEmptySubsequences: false).dropFirst()
            .compactMap { part in part.firstIndex(of: "]").map { part[..<$0] } }
            .flatMap { $0.split { $0 == "," || $0 == ";" } }
            .map { AnswerText.lower(Substring($0).trimmingCharacters(in: .whitespaces)) }
            .filter { !$0.isEmpty && seen.insert(ExactText($0)).inserted }
    }

    /// Precision: right citations among those made, 0 when none is made; recall: among those due; F1 of both. Each 0...1.
    ///
    /// Made 1, 2, 7; due 2, 3: precision 1/3, recall 1/2, F1 2/5.
    public static func score(_ response: String, due: [String])
        -> (precision: Double, recall: Double, f1: Double)
    {
        let made = parse(response)
        let wanted = Set(due.map { ExactText(AnswerText.lower($0)) })
        let right = made.count { wanted.contains(ExactText($0)) }
        func share(_ whole: Int) -> Double { whole == 0 ? 0 : Double(right) / Double(whole) }
        return (
            share(made.count), share(wanted.count),
            Overlap.f1(shared: right, made.count, wanted.count)
        )
    }
}
