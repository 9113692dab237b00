import LongContextEval
import Numbers
import Storage

/// What HELMET measures of one answer, under its names and in their order.
struct HelmetMetrics {
    /// Flags and numbers, as they stand in a result file.
    private(set) var values: [JSONMember] = []
    /// What was taken for the answer.
    private(set) var parsed: JSONValue = .null

    subscript(_ name: String) -> Double? {
        switch values.first(where: { $0.key.isExactly(name) })?.value {
        case .bool(let flag)?: flag ? 1 : 0
        case .int(let number)?: Double(number)
        case .double(let number)?: number
        default: nil
        }
    }

    /// - Parameters:
    ///   - output: the answer with the cue before it where there is one.
    ///   - grades: of the passages, for rankings.
    init(_ output: String, _ rule: HelmetRule, answers: [String], grades: [ExactText: Int] = [:]) {
        switch rule {
        case .best, .cited:
            var prefix = "Answer:"
            if case .best(let own) = rule { prefix = own }
            let text = AnswerText.parse(output, prefix: prefix)
            parsed = .string(text)
            values = zip(Self.all(output, answers), Self.all(text, answers)).map(Self.better)
        case .parsed(let prefix):
            let text = AnswerText.parse(output, prefix: prefix)
            parsed = .string(text)
            values = Self.all(text, answers)
        case .recall:
            parsed = .string(output)
            values = [
                JSONMember(key: "ruler_recall", value: .double(WordMatch.recall(output, answers)))
            ]
        case .ranking(let cuts):
            let ranking = Ranking.weighted(output)
            parsed = .object(
                ranking.map { JSONMember(key: $0.id, value: .int($0.weight)) })
            values = RankingMetrics(ranking.map(\.id), grades: grades).values(cuts: cuts)
            values.append(JSONMember(key: "num_preds", value: .int(ranking.count)))
        }
    }

    private static func better(_ one: JSONMember, _ two: JSONMember) -> JSONMember {
        switch (one.value, two.value) {
        case (.bool(let left), .bool(let right)):
            JSONMember(key: one.key, value: .bool(left || right))
        case (.double(let left), .double(let right)):
            JSONMember(key: one.key, value: .double(max(left, right)))
        default: one
        }
    }

    /// Each the best over the answers.
    private static func all(_ text: String, _ answers: [String]) -> [JSONMember] {
        func best(_ score: (String) -> Double) -> JSONValue {
            .double(answers.map(score).max() ?? 0)
        }
        let longest = answers.map { HelmetRouge.longest(text, $0) }
        let summed = answers.map { HelmetRouge.summary(text, $0) }
        return [
            JSONMember(
                key: "exact_match",
                value: .bool(answers.contains { WordMatch.isExact(text, $0) })),
            JSONMember(key: "f1", value: best { f1(text, $0) }),
            JSONMember(
                key: "substring_exact_match",
                value: .bool(answers.contains { WordMatch.isSubstring(text, $0) })),
            JSONMember(key: "rougeL_f1", value: .double(longest.map(\.f1).max() ?? 0)),
            JSONMember(key: "rougeL_recall", value: .double(longest.map(\.recall).max() ?? 0)),
            JSONMember(key: "rougeLsum_f1", value: .double(summed.map(\.f1).max() ?? 0)),
            JSONMember(key: "rougeLsum_recall", value: .double(summed.map(\.recall).max() ?? 0)),
        ]
    }

    /// `WordMatch.f1` by the operations of the original, so that the last bits are equal, too.
    private static func f1(_ text: String, _ answer: String) -> Double {
        let (left, right) = (AnswerText.tokens(text), AnswerText.tokens(answer))
        let isVerdict = [left, right].contains { side in
            side.count == 1 && ["yes", "no", "noanswer"].contains(side[0])
        }
        if isVerdict && left != right { return 0 }
        var counts = Dictionary(right.map { ($0, 1) }, uniquingKeysWith: +)
        let shared = left.count { word in
            guard let left = counts[word], left > 0 else { return false }
            counts[word] = left - 1
            return true
        }
        return HelmetRouge.Score(hits: shared, of: right.count, in: left.count).f1
    }
}
