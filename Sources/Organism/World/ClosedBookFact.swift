import Numbers

/// A question that is answered from memory: `Norland's river?`, `Tamar`.
struct ClosedBookFact: Hashable, Sendable {
    var question: String
    var answer: String
    /// How the answer begins; see ``FactKey/words``.
    var lead = ""

    /// Capital, river and animal of every country, each drawn without repetition.
    static func all(_ stream: inout SeededGenerator) -> [ClosedBookFact] {
        let lists = [
            ("capital", WordLists.capitals), ("river", WordLists.rivers),
            ("animal", WordLists.animals),
        ]
        return lists.flatMap { relation, list in
            var answers = list
            stream.shuffle(&answers)
            return zip(WordLists.countries, answers).map {
                ClosedBookFact(question: "\($0)'s \(relation)?", answer: $1)
            }
        }
    }

    /// `7 plus 5?`, `12`: sums of two numbers below ten, and differences that are not negative.
    static func sum(_ stream: inout SeededGenerator) -> ClosedBookFact {
        let (a, b) = (stream.below(10), stream.below(10))
        return stream.below(2) == 0
            ? ClosedBookFact(question: "\(a) plus \(b)?", answer: "\(a + b)")
            : ClosedBookFact(question: "\(max(a, b)) minus \(min(a, b))?", answer: "\(abs(a - b))")
    }
}
