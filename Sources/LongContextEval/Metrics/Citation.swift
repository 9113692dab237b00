import Foundation
import Storage

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

    /// Right citations among those made (0 when none is made) and among those due.
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
