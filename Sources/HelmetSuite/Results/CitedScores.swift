import Artifacts
import LongContextEval
import Storage

/// What ALCE's script says of a task with citations, as far as no model decides it: neither citations nor ROUGE, for
/// which it cuts sentences by NLTK.
struct CitedScores {
    private var scores: [(name: String, value: Double)] = []

    /// Nil for other tasks.
    init?(_ part: HelmetTaskSet, _ results: [ExactText: EvaluationResult]) {
        guard case .cited(let isList) = part.rule else { return nil }
        let answered = part.examples.compactMap { example in
            results[ExactText(example.id)].map { result in
                Answered(
                    text: CitedAnswer((example.answerStart ?? "") + result.response),
                    groups: example.answerGroups ?? [])
            }
        }
        func mean(_ value: (Answered) -> Double) -> Double {
            answered.map(value).reduce(0, +) / Double(max(answered.count, 1))
        }
        scores = [("length", mean { Double($0.text.words) })]
        guard isList else {
            scores += [
                ("str_em", 100 * mean(\.share)),
                ("str_hit", 100 * mean { $0.share == 1 ? 1 : 0 }),
            ]
            return
        }
        func f1(_ precision: Double, _ recall: Double) -> Double {
            precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        }
        scores += [
            ("str_em", 0), ("str_hit", 0), ("num_preds", mean { Double($0.list.items) }),
            ("qampari_prec", 100 * mean(\.list.precision)),
            ("qampari_rec", 100 * mean(\.list.recall)),
            ("qampari_rec_top5", 100 * mean(\.list.recallOfFive)),
            ("qampari_f1", 100 * mean { f1($0.list.precision, $0.list.recall) }),
            ("qampari_f1_top5", 100 * mean { f1($0.list.precision, $0.list.recallOfFive) }),
        ]
    }

    /// As the script writes it.
    var json: JSONValue {
        .object(scores.map { JSONMember(key: $0.name, value: .double($0.value)) })
    }

    private struct Answered {
        let text: CitedAnswer
        let groups: [[String]]
        var share: Double { text.share(of: groups) }
        var list: CitedAnswer.Listed { text.listed(of: groups) }
    }
}
