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
    /// What is known by heart about the things of people.
    let defaults: [FactKey: FactValue]
    /// The keys of ``defaults`` in a fixed order.
    let memorised: [FactKey]
    let knowledge: [ClosedBookFact]

    static let memorisedPeople = 64
    static let defaultsPerPerson = 2

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
