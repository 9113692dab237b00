public import Artifacts
public import Haystacks

extension OrganismWorld {
    /// Keys that no book but a haystack tells about: nothing is remembered about them.
    func isForNeedles(_ key: FactKey) -> Bool {
        key.person >= Self.memorisedPeople && (key.person + key.verb) % 8 == 0
    }

    /// How a book and a question make a user's turn; the format of the training text.
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
