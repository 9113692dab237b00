/// Who does what: the key of a fact.
struct FactKey: Hashable, Sendable {
    /// Index into ``WordLists/names``.
    var person: Int
    /// Index into ``WordLists/verbs``.
    var verb: Int

    /// `Mira sells`: also how an answer begins, so that the sentence of the book is copied from its
    /// middle on, which is what retrieval heads do.
    var words: String { "\(WordLists.names[person]) \(WordLists.verbs[verb])" }
    /// `Mira sells what?`
    var question: String { words + " what?" }
}

/// Which things: three words drawn apart from each other, so that none tells the next.
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
