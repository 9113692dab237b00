import Foundation
import Storage

/// What trec_eval measures of one ranking, as `pytrec_eval` gives it and HELMET rounds it: to five decimals.
struct RankingMetrics {
    /// Grades in the order of the ranking; unknown ids have 0.
    private let grades: [Int]
    /// The same in the best order.
    private let ideal: [Int]

    init(_ ranking: [String], grades: [ExactText: Int]) {
        self.grades = ranking.map { max(0, grades[ExactText($0)] ?? 0) }
        ideal = grades.values.filter { $0 > 0 }.sorted(by: >)
    }

    /// NDCG, MAP, recall and precision at each cut, then MRR.
    func values(cuts: [Int]) -> [JSONMember] {
        let measures: [(String, (Int) -> Double)] = [
            ("NDCG", gain), ("MAP", averagePrecision), ("Recall", recall), ("P", precision),
        ]
        let cutValues = measures.flatMap { name, measure in
            cuts.map { JSONMember(key: "\(name)@\($0)", value: Self.rounded(measure($0))) }
        }
        return cutValues + [JSONMember(key: "MRR", value: Self.rounded(reciprocalRank))]
    }

    private static func rounded(_ value: Double) -> JSONValue {
        .double(Double(String(format: "%.5f", value)) ?? value)
    }

    private func found(_ cut: Int) -> Int { grades.prefix(cut).count { $0 > 0 } }

    private func gain(_ cut: Int) -> Double {
        func discounted(_ list: [Int]) -> Double {
            list.prefix(cut).enumerated().reduce(0) {
                $0 + Double($1.element) / log2(Double($1.offset + 2))
            }
        }
        let best = discounted(ideal)
        return best > 0 ? discounted(grades) / best : 0
    }

    private func averagePrecision(_ cut: Int) -> Double {
        var (hits, sum) = (0, 0.0)
        for (rank, grade) in grades.prefix(cut).enumerated() where grade > 0 {
            hits += 1
            sum += Double(hits) / Double(rank + 1)
        }
        return ideal.isEmpty ? 0 : sum / Double(ideal.count)
    }

    private func recall(_ cut: Int) -> Double {
        ideal.isEmpty ? 0 : Double(found(cut)) / Double(ideal.count)
    }

    private func precision(_ cut: Int) -> Double { Double(found(cut)) / Double(cut) }

    private var reciprocalRank: Double {
        grades.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    }
}
