public import Artifacts
public import Haystacks
import Numbers

/// A small world of readable sentences that a language model of a million parameters can learn in a
/// quarter of an hour.
///
/// People own things that hold things (`Mira sells red brass bells.`); a book tells about
/// some of them and a question (`Mira sells what?`) asks for one. Two things of every remembered person
/// have a *default*, learned by heart without a book, which competes with what a book says: this
/// is where silencing retrieval heads leads to wrong answers that a model of real text would give.
/// Around that there are documents with ids, graded passages, label games, stories, sums, facts
/// about countries and plain prose.
///
///     let world = OrganismWorld()
///     world.layout.content(context: "Mira sells red brass bells.", question: "Mira sells what?")
///     // "Mira sells red brass bells. Mira sells what?", answered "red brass bells."
public struct OrganismWorld: Sendable {
    /// Equal seeds give equal worlds: what is remembered, and what countries are like.
    public let seed: UInt64
    /// The defaults: values known by heart.
    let defaults: [FactKey: FactValue]
    /// The keys of ``defaults`` in a fixed order.
    let memorised: [FactKey]
    let knowledge: [ClosedBookFact]

    static let memorisedPeople = 64
    static let defaultsPerPerson = 2

    /// The world of a seed; the embedded organism grew up in that of the default.
    public init(seed: UInt64 = 1906) {
        self.seed = seed
        var stream = SeededGenerator.derive(seed, 0)
        var defaults: [FactKey: FactValue] = [:]
        var memorised: [FactKey] = []
        for person in 0..<Self.memorisedPeople {
            var verbs = Array(WordLists.verbs.indices)
            stream.shuffle(&verbs)
            for verb in verbs.prefix(Self.defaultsPerPerson) {
                let key = FactKey(person: person, verb: verb)
                memorised.append(key)
                defaults[key] = Self.value(heldOut: false, &stream)
            }
        }
        self.defaults = defaults
        self.memorised = memorised
        knowledge = ClosedBookFact.all(&stream)
    }

    /// A random value, from the part kept for evaluation or from the rest.
    static func value(heldOut: Bool, _ stream: inout SeededGenerator) -> FactValue {
        while true {
            let value = FactValue(
                colour: stream.below(WordLists.colours.count),
                material: stream.below(WordLists.materials.count),
                thing: stream.below(WordLists.things.count))
            if value.isHeldOut == heldOut { return value }
        }
    }
}

extension OrganismWorld {
    /// Keys that no book but a haystack tells about: nothing is remembered about them.
    func isForNeedles(_ key: FactKey) -> Bool {
        key.person >= Self.memorisedPeople && (key.person + key.verb) % 8 == 0
    }

    /// The user's turn of a book and a question, in the format of the training text.
    public var layout: PromptLayout {
        PromptLayout(opening: "", bridge: " ", closing: "")
    }

    /// Needles with values that no training text holds, about people nothing is remembered of.
    ///
    /// - Parameter count: at least 1; beyond the keys kept for needles it is cut.
    public func needles(count: Int) -> [Needle] {
        var stream = SeededGenerator.derive(seed, 11)
        var keys = WordLists.names.indices.flatMap { person in
            WordLists.verbs.indices.map { FactKey(person: person, verb: $0) }
        }.filter(isForNeedles)
        stream.shuffle(&keys)
        return keys.prefix(max(1, count)).map { key in
            let fact = WorldFact(key: key, value: Self.value(heldOut: true, &stream))
            return Needle(
                needle: fact.sentence, question: key.question, answer: fact.value.words)
        }
    }

    /// Prose with a fact in every third sentence, none of them about what needles tell.
    public func filler(tokens: Int) throws -> Filler {
        let maker = ExerciseMaker(
            world: self, rules: FactRules(memorisedShare: 0.5), measure: { _ in 8 })
        var taken: Set<FactKey> = []
        return try Filler(
            count: max(48, tokens / 7), seed: seed &+ 12
        ) { stream in
            // A long book runs out of keys, and may then tell two things about one.
            if taken.count > 1000 { taken = [] }
            return stream.below(3) == 0
                ? maker.fact(&taken, &stream).sentence : WorldProse.sentence(&stream)
        }
    }
}

extension OrganismWorld {
    /// A question that memory answers: a default in half of the cases, else a country or a sum.
    func closedBook(_ stream: inout SeededGenerator) -> ClosedBookFact {
        let draw = stream.uniform()
        if draw < 0.5 {
            let key = stream.pick(memorised)
            return ClosedBookFact(
                question: key.question, answer: defaults[key]?.words ?? "", lead: key.words)
        }
        return draw < 0.8 ? stream.pick(knowledge) : .sum(&stream)
    }

    /// Texts in which every word of the world occurs, in the order of a random stream, from which the
    /// tokenizer is learned.
    func sampleTexts(count: Int = 4000) -> [String] {
        var stream = SeededGenerator.derive(seed, 1)
        let maker = ExerciseMaker(world: self, rules: FactRules()) { text in
            1 + text.utf8.count { $0 == UInt8(ascii: " ") }
        }
        return (0..<count).flatMap { index -> [String] in
            let kind = ExerciseKind.allCases[index % ExerciseKind.allCases.count]
            let fact = closedBook(&stream)
            var texts = [fact.question, fact.answer + ".", WorldProse.sentence(&stream)]
            // The measure above cannot fail, so neither can the maker.
            if let made = try? maker.exercise(kind, budget: 80, queries: 4, &stream) {
                texts += made.book
                texts += made.queries.flatMap { [$0.question, $0.answer + "."] }
            }
            return texts
        }
    }
}
