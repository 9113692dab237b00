import Numbers

/// The key of a fact: a person and a verb.
struct FactKey: Hashable, Sendable {
    /// Index into ``WordLists/names``.
    var person: Int
    /// Index into ``WordLists/verbs``.
    var verb: Int

    /// `Mira sells`: also the start of the answer, so that the sentence of the book is copied from its
    /// middle on, which is what retrieval heads do.
    var words: String { "\(WordLists.names[person]) \(WordLists.verbs[verb])" }
    /// `Mira sells what?`
    var question: String { words + " what?" }
}

/// The value of a fact: three words drawn independently, so that none predicts the next.
struct FactValue: Hashable, Sendable {
    var colour: Int
    var material: Int
    var thing: Int

    /// `red brass bells`
    var words: String {
        "\(WordLists.colours[colour]) \(WordLists.materials[material]) \(WordLists.things[thing])"
    }

    /// Values that no training text holds: one in eight, kept for evaluation.
    var isHeldOut: Bool { (colour * 5 + material * 3 + thing) % 8 == 0 }
}

/// `Mira sells red brass bells.`
struct WorldFact: Hashable, Sendable {
    var key: FactKey
    var value: FactValue

    var sentence: String { "\(key.words) \(value.words)." }
}

/// A question that is answered from memory: `Norland's river?`, `Tamar`.
struct ClosedBookFact: Hashable, Sendable {
    var question: String
    var answer: String
    /// The start of the answer; see ``FactKey/words``.
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

/// Sentences that answer no question of the world: filler, and the text of the fluency control.
enum WorldProse {
    /// `The tired miller crossed the valley again.`, 7 to 10 tokens.
    static func sentence(_ stream: inout SeededGenerator) -> String {
        let person = stream.pick(WordLists.people)
        let mood = stream.pick(WordLists.moods)
        let sight = stream.pick(WordLists.sights)
        let time = stream.pick(WordLists.times)
        switch stream.below(5) {
        case 0: return "The \(mood) \(person) \(stream.pick(WordLists.deeds)) the \(sight) \(time)."
        case 1: return "There was \(stream.pick(WordLists.weathers)) over the \(sight) \(time)."
        case 2: return "Every \(person) \(stream.pick(WordLists.deeds)) the \(mood) \(sight)."
        case 3:
            return "The \(sight) was \(mood) when the \(person) came."
        default:
            return "A \(person) and a \(stream.pick(WordLists.people)) were \(mood) \(time)."
        }
    }
}
